import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { UserError } from '../../base/diagnostics/user-error';
import type { SpecSource } from '../../base/source/read-source';
import { imageExtensions } from '../../run/data/image-folder';
import { type ModelSpecSource, specOfModel, yamlOf } from '../../run/predict/model-spec';
import { readNodeLocation } from './location';
import { isThere, manifestName } from './run-folder-files';

const give = 'give a run folder, or a model file (.keras, .h5, model.json)';

/**
 * Returns the model file for a path given by the user: a model file, or a run folder, which stands for its final model. Every
 * command and function that takes a model finds it here.
 *
 * @throws UserError if the path is missing or something else
 */
export async function modelFile(path: string): Promise<string> {
  const entryAt = (place: string) => stat(place).catch(() => null);
  const entry = await entryAt(path);
  if (!entry?.isDirectory()) {
    refuseOthers(path);
    if (entry) return path;
    throw new UserError(`"${path}": no model found`, give);
  }
  const file = join(path, 'model.h5');
  if (await entryAt(file)) return file;
  if (await isThere(join(path, manifestName)))
    throw new UserError(
      `"${path}": the run has not ended, so it has no model.h5`,
      `resume it with convspec train --resume ${path}, or give a checkpoint that it saved (.keras, .h5)`,
    );
  throw new UserError(
    `"${path}": the folder contains no model.h5`,
    'give the folder of a finished run, or a model file saved by it (.h5, .keras, model.json)',
  );
}

/** @throws UserError for files that are mistaken for models */
function refuseOthers(path: string): void {
  const name = basename(path);
  const extension = extname(name).toLowerCase();
  if (extension === '.yaml' || extension === '.yml')
    throw new UserError(
      `"${path}": this is a spec, not a model`,
      `train it with convspec train, then ${give}`,
    );
  if (extension === '.onnx')
    throw new UserError(
      `"${path}": convspec writes ONNX files, but does not read them`,
      'give the run folder or the model file that it was exported from',
    );
  if (imageExtensions.includes(extension))
    throw new UserError(
      `"${path}": this is an image, not a model`,
      `give the model before any images: ${give.slice('give '.length)}`,
    );
}

/** Finds the spec next to a model file, which has the same name: `resnet50.yaml` for `resnet50.keras`. */
export async function specNextTo(file: string): Promise<string | null> {
  const yaml = yamlOf(file);
  for (const path of [yaml, yaml.replace(/\.yaml$/, '.yml')]) if (await isThere(path)) return path;
  return null;
}

/** The file of a model and its spec; see {@link modelFile} and {@link specOfModel}. */
export async function openModelSpec(
  path: string,
  given: SpecSource | undefined,
): Promise<ModelSpecSource & { readonly file: string }> {
  const file = await modelFile(path);
  const { readModel } = await import('../../compile/model-formats');
  const { nodeFiles } = await import('./files');
  const saved = await readModel(file, nodeFiles);
  return { file, ...(await specOfModel(saved, given, { readLocation: readNodeLocation, specNextTo })) };
}

/** The run folder of a file: the nearest folder with the manifest of a run, or else the folder of the file. */
export async function runFolderOf(file: string): Promise<string> {
  const own = dirname(resolve(file));
  for (let folder = own; ; folder = dirname(folder)) {
    if (await isThere(join(folder, manifestName))) return folder;
    if (folder === dirname(folder)) return own;
  }
}
