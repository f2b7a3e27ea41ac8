import { UserError } from '../../base/diagnostics/user-error';
import { counted, listWords, plural } from '../../base/text/words';
import type { DataSourceSpec, DataSpec } from '../../language/data';
import { type DataHost, limitsOf, mapDataPaths, withLimits } from './data-host';
import type { DataSet } from './data-set';
import { compareRecords, describeChanges } from './identity/compare-records';
import { identifyImages, knownDigests, recordOf } from './identity/identify';
import type { ImageRecord, ImageSet } from './identity/image-record';
import { recordedSets } from './identity/recorded-split';
import { pick } from './labelled-images';
import type { DataPlan } from './open-data-sets';
import { openSource } from './open-source';
import { createStreamedDataSet } from './streamed-data-set';

const otherImages = 'give other images with --data';

const haveChanged: Record<ImageSet, string> = {
  train: 'the images that the run was trained on have changed:',
  validation: 'the images that the run set aside for validation have changed:',
  test: 'the images that the run was tested on have changed:',
};

/** Which set of a run to open, and what is known about its images. */
export interface RunSetOptions {
  readonly set: ImageSet;
  /** Of the run, with absolute names; `null` if it has none. */
  readonly record: ImageRecord | null;
  readonly onWarning: (message: string) => void;
}

/**
 * Opens a set of a run without augmentation: exactly the images that the run used for it, wherever their files are now. Opens
 * the training data for the validation set only if that was split from it.
 *
 * @returns `null` if the spec has no such set
 * @throws {DataError} if the source cannot be used; {UserError} if images have changed, or are not known
 */
export async function openRunSet(
  plan: DataPlan,
  baseDirectory: string,
  host: DataHost,
  { set, record, onWarning }: RunSetOptions,
): Promise<DataSet | null> {
  const data = mapDataPaths(plan.data, (path) => host.files.resolve(baseDirectory, path));
  const { validation, maxCorrupt } = data;
  const isSplit = set !== 'test' && validation !== undefined && 'split' in validation;
  const source = sourceOf(data, set);
  if (source === null) return null;
  if (isSplit && record === null)
    throw new UserError(
      `${baseDirectory} does not record which images were set aside for validation, so the evaluation could include training images`,
      `train again to create the record, or ${otherImages}`,
    );
  const limited = { ...host, pictures: withLimits(host.pictures, limitsOf(data)) };
  const { images, warnings } = await openSource(source, plan, isSplit ? 'train' : set, limited);
  for (const warning of warnings) onWarning(warning);
  const shared = { input: plan.input, maxCorrupt, onWarning };
  if (record === null) {
    onWarning(`the run has no record of its images, so changes of the ${set} images cannot be detected`);
    return createStreamedDataSet({ ...shared, images });
  }
  const identities = await identifyImages(images, { files: host.files, known: knownDigests(record) });
  const saved = record.filter((image) => image.set === set || (isSplit && image.set !== 'test'));
  const sets = recordedSets({ images, identities }, saved);
  const isOwn = (index: number) => sets[index] === set;
  const now = recordOf({ images, identities }, set).filter(
    (_, index) => isOwn(index) || sets[index] === null,
  );
  const held = saved.filter((image) => image.set === set);
  const { added, ...changes } = compareRecords(held, now);
  const changed = describeChanges({ ...changes, added: [] });
  if (changed !== null)
    throw new UserError(`${haveChanged[set]} ${changed.counts}`, `restore them, or ${otherImages}`, {
      details: changed.details,
    });
  if (added.length > 0)
    onWarning(
      `${counted(added.length, 'image')} ${plural(added.length, 'was', 'were')} added or changed since the run, and ${plural(added.length, 'is', 'are')} not evaluated: ${listWords(added, 5)}`,
    );
  const own = Uint32Array.from(sets.keys()).filter(isOwn);
  return createStreamedDataSet({ ...shared, images: pick(images, own) });
}

/** The source that contains the images of a set; `null` if the spec has no such set. */
function sourceOf({ train, validation, test }: DataSpec, set: ImageSet): DataSourceSpec | null {
  if (set === 'train') return train;
  if (set === 'test') return test ?? null;
  if (validation === undefined) return null;
  return 'split' in validation ? train : validation;
}
