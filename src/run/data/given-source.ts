import { UserError } from '../../base/diagnostics/user-error';
import { type DataSourceInput, type DataSourceSpec, dataSourceSchema } from '../../language/data';

const forms = 'give a folder, a manifest (.csv, .tsv, .jsonl, .ndjson), or an .npz file';

/**
 * Reads a source of images that a caller gives: the path of a folder, of a manifest or of an `.npz` file, told apart by
 * their extensions; or the keys of a source in the section `data`. Paths stay relative to the working directory.
 *
 * @throws {UserError} if it is not a source
 */
export function readGivenSource(given: string | DataSourceInput): DataSourceSpec {
  if (typeof given === 'string' && /\.npy$/i.test(given))
    throw new UserError(
      `"${given}" contains one array, but images and their labels are two`,
      'give both: { arrays: { images: x.npy, labels: y.npy } }',
    );
  const { data, error } = dataSourceSchema.safeParse(typeof given === 'string' ? keysOf(given) : given);
  if (data) return data;
  const [issue] = error.issues;
  throw new UserError(`data: ${[...(issue?.path ?? []), issue?.message].join(': ')}`, forms);
}

function keysOf(path: string): DataSourceInput {
  if (/\.npz$/i.test(path)) return { arrays: path };
  if (/\.(csv|tsv|jsonl|ndjson)$/i.test(path)) return { manifest: path };
  return { directory: path };
}
