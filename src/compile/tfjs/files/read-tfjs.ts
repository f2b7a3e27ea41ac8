import { z } from 'zod';
import { type FileSystem, readText } from '../../../base/codecs/file-system';
import { FileFormatError } from '../../../base/diagnostics/user-error';
import { isConfig, type KerasConfig, parseObject } from '../../../layers/keras/keras-object';
import { checksumAttribute, type ModelHead, verified } from '../../model-checksum';
import type { SavedModel } from '../../model-content';

const expected = "expected a layers model written by tfjs's model.save()";

const text = z.string();
const manifestSchema = z.array(
  z.object({
    paths: z.array(z.string().regex(/^[^/\\]*[^/\\.][^/\\]*$/, { error: 'expected a file name' })),
    weights: z.array(
      z.object({
        name: text,
        shape: z.array(z.int().min(0)),
        dtype: z.literal('float32'),
        quantization: z.never().optional(),
      }),
    ),
  }),
);

type WeightGroup = z.infer<typeof manifestSchema>[number];

interface Shard {
  readonly path: string;
  readonly bytes: number;
}

/** A weight and the location of its bytes: from offset `from` in the concatenated shards of its group. */
interface Located {
  readonly info: SavedModel['weightInfos'][number];
  readonly shards: readonly Shard[];
  readonly from: number;
}

/**
 * Reads a tfjs layers model, written by convspec or not: `model.json` and the weights files next to it. Checksums are
 * verified if convspec wrote the files.
 *
 * Throws {@link FileFormatError} if a file is missing, is not JSON, is a graph model or is in another folder, if
 * weights are quantized or not float32, if the weights files do not have the size that the weights need, or if a checksum
 * is wrong.
 */
export async function readTfjs(path: string, files: FileSystem): Promise<SavedModel> {
  const model = await readJson(path, files);
  const head = readTfjsHead(path, model);
  const located = await locate(path, weightGroups(path, model), files);
  const saved: SavedModel = {
    path,
    ...head,
    async *weights() {
      for (const weight of located) yield { ...weight.info, values: await readValues(path, weight, files) };
    },
  };
  return isResaved(model) ? saved : verified(saved);
}

/** Reads everything but the values from the object in `model.json`. */
export function readTfjsHead(path: string, model: KerasConfig): ModelHead & { readonly optimizer: null } {
  const topology = asObject(model.modelTopology);
  if (model.format === 'graph-model' || topology === null)
    throw refusal(path, 'it contains no layers model ("modelTopology")');
  const config = asObject(topology.model_config) ?? topology;
  if (!('class_name' in config && 'config' in config))
    throw refusal(path, 'its "modelTopology" has no "class_name" and "config"');
  const metadata = Object.entries(asObject(model.userDefinedMetadata) ?? {}).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && !(isResaved(model) && entry[0] === checksumAttribute),
  );
  return {
    config,
    compileConfig: asObject(topology.training_config),
    attributes: Object.fromEntries(metadata),
    weightInfos: weightGroups(path, model).flatMap(({ weights }) => weights.map(infoOf)),
    optimizer: null,
  };
}

/** Whether tfjs saved the model, perhaps after training it: tfjs keeps the metadata of the model that it loaded. */
function isResaved({ generatedBy }: KerasConfig): boolean {
  return typeof generatedBy === 'string' && generatedBy.startsWith('TensorFlow.js');
}

/** The names of the weights files that the object in `model.json` refers to. Throws {@link FileFormatError}. */
export function tfjsWeightsFiles(path: string, model: KerasConfig): readonly string[] {
  return weightGroups(path, model).flatMap(({ paths }) => paths);
}

function weightGroups(path: string, { weightsManifest }: KerasConfig): readonly WeightGroup[] {
  const parsed = manifestSchema.safeParse(weightsManifest);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = ['weightsManifest', ...(issue?.path ?? [])].join('.');
  // Zod's texts speak of JavaScript.
  const reason = (issue?.message ?? '')
    .replace(/^Invalid input: /, '')
    .replace(/, received undefined$/, ', but it is missing');
  throw refusal(path, `its "${place}" is not as expected: ${reason}`);
}

function infoOf({ name, shape }: WeightGroup['weights'][number]): SavedModel['weightInfos'][number] {
  const at = name.lastIndexOf('/');
  return { path: name, layer: name.slice(0, Math.max(at, 0)), name: name.slice(at + 1), shape };
}

async function readJson(path: string, files: FileSystem): Promise<KerasConfig> {
  const model = parseObject(await readText(path, files, expected));
  if (!model) throw refusal(path, 'it is not a JSON object');
  return model;
}

async function locate(path: string, groups: readonly WeightGroup[], files: FileSystem): Promise<Located[]> {
  const located: Located[] = [];
  for (const { paths, weights } of groups) {
    const shards: Shard[] = [];
    for (const name of paths) {
      const shard = await files.sibling(path, name);
      shards.push({ path: shard, bytes: await files.size(shard) });
    }
    let from = 0;
    for (const weight of weights) {
      located.push({ info: infoOf(weight), shards, from });
      from += 4 * sizeOf(weight.shape);
    }
    const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
    if (from !== bytes)
      throw refusal(
        path,
        `its weights take ${from} bytes, but ${paths.join(' and ')} ${paths.length === 1 ? 'has' : 'have'} ${bytes}`,
      );
  }
  return located;
}

async function readValues(
  path: string,
  { info, shards, from }: Located,
  files: FileSystem,
): Promise<Float32Array> {
  const values = new Float32Array(sizeOf(info.shape));
  const bytes = new Uint8Array(values.buffer);
  let start = 0;
  let done = 0;
  for (const shard of shards) {
    const skip = Math.max(0, from - start);
    const count = Math.min(shard.bytes - skip, bytes.length - done);
    start += shard.bytes;
    if (count <= 0) continue;
    done += await files.read(shard.path, bytes.subarray(done, done + count), skip);
  }
  if (done !== bytes.length)
    throw refusal(path, `its weight "${info.path}" ended early: the file became shorter while it was read`);
  return values;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function asObject(value: unknown): KerasConfig | null {
  return isConfig(value) ? value : null;
}

function refusal(path: string, reason: string): FileFormatError {
  return new FileFormatError(path, `cannot read: ${reason}`, expected);
}
