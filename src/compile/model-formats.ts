import type { FileSystem } from '../base/codecs/file-system';
import { alternatives } from '../base/diagnostics/suggest';
import { FileFormatError } from '../base/diagnostics/user-error';
import type { ModelContent, SavedModel } from './model-content';

/** A file format for models. */
interface ModelFormat {
  /** Suffix of its file names. */
  readonly suffix: string;
  write(path: string, content: ModelContent, files: FileSystem): Promise<void>;
  read(path: string, files: FileSystem): Promise<SavedModel>;
}

/** All formats, longer suffixes first. Each is loaded when it is needed. */
const modelFormats: readonly ModelFormat[] = [
  {
    suffix: '.weights.h5',
    write: async (...args) => (await import('./keras/write-weights-h5')).writeWeightsH5(...args),
    read: async (...args) => (await import('./keras/read-weights-h5')).readWeightsH5(...args),
  },
  {
    suffix: '.h5',
    write: async (...args) => (await import('./keras/write-keras')).writeKerasH5(...args),
    read: async (...args) => (await import('./keras/read-keras-h5')).readKerasH5(...args),
  },
  {
    suffix: '.keras',
    write: async (...args) => (await import('./keras/write-keras')).writeKeras(...args),
    read: async (...args) => (await import('./keras/read-keras')).readKeras(...args),
  },
  {
    suffix: 'model.json',
    write: async (...args) => (await import('./tfjs/files/write-tfjs')).writeTfjs(...args),
    read: async (...args) => (await import('./tfjs/files/read-tfjs')).readTfjs(...args),
  },
];

/** Suffixes of model file names. */
const modelSuffixes: readonly string[] = modelFormats.map(({ suffix }) => suffix);

/**
 * Writes a model in the format given by the suffix of `path`: `.keras`, `.h5`, `.weights.h5` (only weights and
 * optimizer), or `model.json` (tfjs). The file is replaced atomically.
 *
 * Throws {@link FileFormatError} if the suffix is unknown or the file cannot be written, and anything that `content`
 * throws.
 */
export async function writeModel(path: string, content: ModelContent, files: FileSystem): Promise<void> {
  await formatOf(path, 'write').write(path, content, files);
}

/** Reads a model file; the suffix gives the format as for {@link writeModel}. Throws {@link FileFormatError}. */
export async function readModel(path: string, files: FileSystem): Promise<SavedModel> {
  return formatOf(path, 'read').read(path, files);
}

function formatOf(path: string, verb: 'read' | 'write'): ModelFormat {
  const format = modelFormats.find(({ suffix }) => path.endsWith(suffix));
  if (format) return format;
  throw new FileFormatError(
    path,
    `cannot ${verb}: its name does not have the suffix of a model format`,
    `use a name that ends with ${alternatives(modelSuffixes)}`,
  );
}
