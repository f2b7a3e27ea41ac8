import { FileFormatError } from '../../base/diagnostics/user-error';
import {
  type LocationReader,
  type ReadSource,
  readSource,
  type SpecSource,
} from '../../base/source/read-source';
import { SourceFile } from '../../base/source/source-file';
import { type SavedModel, specAttribute } from '../../compile/model-content';

/** The spec of a saved model. */
export interface ModelSpecSource {
  readonly source: ReadSource;
  /** Whether the model file contains it; otherwise it was given or found next to the file. */
  readonly isOwn: boolean;
}

/** Reads specs for models that contain none. */
export interface SpecFinder {
  readonly readLocation: LocationReader;
  /** Finds the spec next to a model file; `null` if there is none. */
  readonly specNextTo?: ((file: string) => Promise<string | null>) | undefined;
}

/**
 * Finds the spec of a saved model: the one given, otherwise the one saved in the file, otherwise the one next to it.
 *
 * @throws FileFormatError if there is none; SourceError if it cannot be read
 */
export async function specOfModel(
  { path, attributes }: Pick<SavedModel, 'path' | 'attributes'>,
  given: SpecSource | undefined,
  { readLocation, specNextTo }: SpecFinder,
): Promise<ModelSpecSource> {
  if (given !== undefined) return { source: await readSource(given, readLocation), isOwn: false };
  const text = attributes[specAttribute];
  if (text !== undefined)
    return {
      source: { file: new SourceFile(`${path}#${specAttribute}`, text), directory: null },
      isOwn: true,
    };
  const found = await specNextTo?.(path);
  if (found) return { source: await readLocation(found), isOwn: false };
  throw new FileFormatError(
    path,
    'it contains no spec',
    `give its spec with --spec; for a model from Keras, write it with convspec import MODEL -o ${yamlOf(path)}`,
  );
}

/** The usual name of the spec next to a model file: `resnet50.yaml` for `resnet50.keras`. */
export function yamlOf(file: string): string {
  return `${file.replace(/(\.weights)?\.[^./\\]*$/, '')}.yaml`;
}
