import { UserError } from '../../base/diagnostics/user-error';
import { counted, listWords, plural } from '../../base/text/words';
import { type DataHost, limitsOf, mapDataPaths, withLimits } from './data-host';
import type { DataSet } from './data-set';
import { compareRecords, describeChanges } from './identity/compare-records';
import { identifyImages, knownDigests, recordOf } from './identity/identify';
import type { ImageRecord } from './identity/image-record';
import { recordedSets } from './identity/recorded-split';
import { pick } from './labelled-images';
import type { DataPlan } from './open-data-sets';
import { openSource } from './open-source';
import { createStreamedDataSet } from './streamed-data-set';

const otherImages = 'give a folder with one subfolder per class (--data)';

/**
 * Opens the validation set of a run: exactly the images that it set aside, wherever their files are now. Opens the training
 * data only if the validation set was split from it.
 *
 * @param record of the run, with absolute names; `null` if it has none
 * @returns `null` if the spec has no validation data
 * @throws {DataError} if the source cannot be used; {UserError} if images have changed, or are not known
 */
export async function openValidationSet(
  plan: DataPlan,
  baseDirectory: string,
  host: DataHost,
  {
    record,
    onWarning,
  }: { readonly record: ImageRecord | null; readonly onWarning: (message: string) => void },
): Promise<DataSet | null> {
  const data = mapDataPaths(plan.data, (path) => host.files.resolve(baseDirectory, path));
  const { train, validation, maxCorrupt } = data;
  if (validation === undefined) return null;
  const isSplit = 'split' in validation;
  if (isSplit && record === null)
    throw new UserError(
      `${baseDirectory} does not record which images were set aside for validation, so the evaluation could include training images`,
      `train again to create the record, or ${otherImages}`,
    );
  const limited = { ...host, pictures: withLimits(host.pictures, limitsOf(data)) };
  const source = await openSource(
    isSplit ? train : validation,
    plan,
    isSplit ? 'train' : 'validation',
    limited,
  );
  const { images, warnings } = source;
  for (const warning of warnings) onWarning(warning);
  const shared = { input: plan.input, maxCorrupt, onWarning };
  if (record === null) {
    onWarning('the run has no record of its images, so changes of the validation images cannot be detected');
    return createStreamedDataSet({ ...shared, images });
  }
  const identities = await identifyImages(images, { files: host.files, known: knownDigests(record) });
  const saved = isSplit ? record : record.filter(({ set }) => set === 'validation');
  const sets = recordedSets({ images, identities }, saved);
  const numbers = Uint32Array.from(sets.keys());
  const now = recordOf({ images, identities }, 'validation').filter((_, index) => sets[index] !== 'train');
  const held = saved.filter(({ set }) => set === 'validation');
  const { added, ...changes } = compareRecords(held, now);
  const changed = describeChanges({ ...changes, added: [] });
  if (changed !== null)
    throw new UserError(
      `the images that the run set aside for validation have changed: ${changed.counts}`,
      `restore them, or ${otherImages}`,
      { details: changed.details },
    );
  if (added.length > 0)
    onWarning(
      `${counted(added.length, 'image')} ${plural(added.length, 'was', 'were')} added or changed since the run, and ${plural(added.length, 'is', 'are')} not evaluated: ${listWords(added, 5)}`,
    );
  const own = numbers.filter((index) => sets[index] === 'validation');
  return createStreamedDataSet({ ...shared, images: pick(images, own) });
}
