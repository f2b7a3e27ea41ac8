import { FileFormatError, UserError } from '../../base/diagnostics/user-error';
import { parseObject } from '../../layers/keras/keras-object';
import type { PredictionHost } from '../../run/host';
import { memoryFiles } from './files';
import { type BrowserPicture, browserPictures } from './images';
import { openStoredRun } from './stored-run';

/** The location of a model: a run in this browser, or one of its files by `run/path`; the URL of a file; or a file. */
export type ModelPlace = string | URL | File;

/** Prediction in a browser. */
export const browserPrediction: PredictionHost<BrowserPicture, ModelPlace> = {
  pictures: browserPictures,
  async withModel(place, use) {
    const model = await find(place);
    const memory = await memoryFiles();
    const scratch = await memory.scratch(model.name);
    try {
      const bytes = await model.read(model.name);
      memory.put(scratch.path, bytes);
      for (const part of await partsOf(model.name, bytes)) {
        memory.put(memory.beside(scratch.path, part), await model.read(part));
      }
      return await use(scratch.path, memory);
    } finally {
      await scratch.remove();
    }
  },
};

/** The name of a model file, and how to read it and the other files in its folder. */
interface FoundModel {
  readonly name: string;
  read(name: string): Promise<Uint8Array>;
}

async function find(place: ModelPlace): Promise<FoundModel> {
  if (place instanceof File) {
    return {
      name: place.name,
      async read(name) {
        if (name === place.name) return new Uint8Array(await place.arrayBuffer());
        throw new FileFormatError(place.name, `its weights are in "${name}"`, 'give a .keras or .h5 file');
      },
    };
  }
  const text = String(place);
  if (/^(https?|blob|data):/.test(text)) return atAddress(new URL(text));
  return stored(text);
}

function atAddress(url: URL): FoundModel {
  const own = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  return {
    name: own,
    async read(name) {
      // Encoded, because a name such as "https:other.host" would be an address of its own.
      const address = name === own ? url.href : new URL(`./${encodeURIComponent(name)}`, url).href;
      const response = await fetch(address).catch((cause: unknown): never => {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new UserError(
          `${address}: could not be fetched: ${reason}`,
          'check the URL; a server of another origin must allow it (CORS)',
        );
      });
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      throw new UserError(`${address}: the server responded with status ${response.status}`, 'check the URL');
    },
  };
}

/** Finds a stored model: `runs/net` is its `model.h5`, and `runs/net/best.h5` one of its files. */
async function stored(place: string): Promise<FoundModel> {
  const steps = place.split('/');
  const isFile = /\.(h5|keras|json)$/.test(place);
  const from = isFile ? await runOf(steps) : { run: await openStoredRun(place), path: 'model.h5' };
  const folder = from.path.slice(0, from.path.lastIndexOf('/') + 1);
  return {
    name: from.path.slice(folder.length),
    read: async (name) => new Uint8Array(await (await from.run.read(folder + name)).arrayBuffer()),
  };
}

/** Finds the run of a path: the one with the longest matching name. */
async function runOf(steps: readonly string[]) {
  for (let length = steps.length - 1; length > 1; length--) {
    const run = await openStoredRun(steps.slice(0, length).join('/')).catch(() => null);
    if (run) return { run, path: steps.slice(length).join('/') };
  }
  return { run: await openStoredRun(steps[0] ?? ''), path: steps.slice(1).join('/') };
}

/** The weights files of a tfjs `model.json`, which are in its folder. */
async function partsOf(name: string, bytes: Uint8Array): Promise<readonly string[]> {
  if (!name.endsWith('model.json')) return [];
  const { tfjsWeightsFiles } = await import('../../compile/tfjs/files/read-tfjs');
  return tfjsWeightsFiles(name, parseObject(new TextDecoder().decode(bytes)) ?? {});
}
