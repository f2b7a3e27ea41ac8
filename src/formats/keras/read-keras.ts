import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KerasConfig } from '../../layers/keras-object';
import { FileFormatError } from '../file-format-error';
import type { SavedModel } from '../model-content';
import { parseObject } from './parse-object';
import { readWeightsFrom } from './read-weights-h5';
import { archiveNames } from './write-keras';
import { readStoredZip, type StoredZip } from './zip';

/** More than any configuration takes: that of a network of 100,000 layers. */
const longestText = 256 * 2 ** 20;

/**
 * Reads a `.keras` archive, ours or Keras 3's own, with its optimizer's state. The weights are copied to a temporary
 * file while they are read.
 *
 * Throws `FileFormatError` when there is no such file, it is no zip archive, lacks one of its parts, or holds one
 * that is compressed, no JSON, or as `readKerasH5` refuses it.
 */
export async function readKeras(path: string): Promise<SavedModel> {
  const head = await readStoredZip(path, async (zip) => {
    const { compile_config: compiled, ...config } = await readObject(path, zip, archiveNames.config);
    if (!('class_name' in config && 'config' in config))
      throw refusal(path, `its entry "${archiveNames.config}" has no "class_name" and "config"`);
    const metadata = await readObject(path, zip, archiveNames.metadata);
    const texts = Object.entries(metadata).filter((entry): entry is [string, string] => {
      return typeof entry[1] === 'string';
    });
    return { config, compiled, attributes: Object.fromEntries(texts) };
  });
  let weightInfos: SavedModel['weightInfos'] = [];
  let optimizer: SavedModel['optimizer'] = null;
  for await (const saved of extracted(path)) ({ weightInfos, optimizer } = saved);
  return {
    path,
    config: head.config,
    compileConfig: isObject(head.compiled) ? head.compiled : null,
    attributes: head.attributes,
    weightInfos,
    async *weights() {
      for await (const saved of extracted(path)) yield* saved.weights();
    },
    optimizer: optimizer && {
      ...optimizer,
      async *variables() {
        for await (const saved of extracted(path)) if (saved.optimizer) yield* saved.optimizer.variables();
      },
    },
  };
}

/** The weights of the archive, once, for as long as the loop over it takes. */
async function* extracted(path: string): AsyncGenerator<SavedModel, void> {
  const folder = await mkdtemp(join(tmpdir(), 'convspec-'));
  try {
    const file = join(folder, archiveNames.weights);
    const found = await readStoredZip(path, (zip) => zip.extract(archiveNames.weights, file));
    if (!found) throw refusal(path, `its entry "${archiveNames.weights}" is missing`);
    const expected = 'a model as model.save("name.keras") of Keras writes it';
    yield await readWeightsFrom({ path: file, shownAs: path, expected });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readObject(path: string, zip: StoredZip, name: string): Promise<KerasConfig> {
  const text = await zip.text(name, longestText);
  if (text === undefined) throw refusal(path, `its entry "${name}" is missing`);
  const object = parseObject(text);
  if (!object) throw refusal(path, `its entry "${name}" is not a JSON object`);
  return object;
}

function isObject(value: unknown): value is KerasConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(path: string, reason: string): FileFormatError {
  const hint = 'expected a model as model.save("name.keras") of Keras writes it';
  return new FileFormatError(path, `cannot read: ${reason}`, hint);
}
