import type { FileSystem } from '../base/codecs/file-system';
import { FileFormatError } from '../base/diagnostics/user-error';
import type { ModelContent, SavedModel } from './model-content';

/** One way to keep a model in files. */
interface ModelFormat {
  /** How the names of its files end. */
  readonly suffix: string;
  write(path: string, content: ModelContent, files: FileSystem): Promise<void>;
  read(path: string, files: FileSystem): Promise<SavedModel>;
}

/** Every format, those with longer suffixes first. Each is loaded when it is needed. */
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

/** How the names of model files may end. */
const modelSuffixes: readonly string[] = modelFormats.map(({ suffix }) => suffix);

/**
 * Writes a model in the format that the end of `path` names: `.keras`, `.h5`, `.weights.h5` (weights and optimizer
 * alone), or `model.json` (tfjs). The file is replaced atomically.
 *
 * Throws {@link FileFormatError} when the name ends otherwise or the file cannot be written, and what `content` throws.
 */
export async function writeModel(path: string, content: ModelContent, files: FileSystem): Promise<void> {
  await formatOf(path, 'write').write(path, content, files);
}

/** Reads a model from a file whose format is named as for {@link writeModel}. Throws {@link FileFormatError}. */
export async function readModel(path: string, files: FileSystem): Promise<SavedModel> {
  return formatOf(path, 'read').read(path, files);
}

function formatOf(path: string, verb: 'read' | 'write'): ModelFormat {
  const format = modelFormats.find(({ suffix }) => path.endsWith(suffix));
  if (format) return format;
  throw new FileFormatError(
    path,
    `cannot ${verb}: its name says no format of models`,
    `use a name that ends in ${modelSuffixes.join(', ')}`,
  );
}
