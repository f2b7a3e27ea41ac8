import { FileFormatError, UserError } from '../../base/diagnostics/user-error';
import { formatBytes } from '../../base/text/format-numbers';
import type { ModelPlan } from '../../check/model-plan';
import type { InputSpec } from '../../language/input';
import { kindName } from '../../layers/custom/custom-layer';

import { onnxFacetOf } from '../../layers/onnx/onnx-facets';
import { layerNamesIn } from '../layer-names';
import { matchedWeights } from '../match-weights';
import type { SavedModel } from '../model-content';
import { classesAttribute, specAttribute } from '../model-content';
import { savedClasses } from '../saved-classes';
import { encodeModel } from './encoding/encode-model';
import { inferenceGraph } from './graphs';
import { onnxWeights, toOnnxOrder } from './weights';

/** The metadata entry that describes how images are preprocessed: the section `input` of the spec, as JSON. */
const preprocessingAttribute = 'convspec_preprocessing';
/** The metadata entry that describes the input, for people. */
const inputAttribute = 'convspec_input';
const nameAttribute = 'convspec_name';

/** Largest size of a protobuf message, in bytes; an ONNX file is one message. */
const largestFile = 2 ** 31 - 1;

const hint = 'use the spec that the weights were trained with, such as the spec.yaml of their run';

/**
 * Rejects a network that cannot be stored in an ONNX file, before any weight is read.
 *
 * @throws UserError for layers of plugins, and for weights that exceed the largest file size
 */
export function checkExportable({ name, layers, totals }: ModelPlan): void {
  const foreign = layers.filter((layer) => layer.kind !== 'input' && onnxFacetOf(layer) === null);
  if (foreign.length > 0) {
    const list = foreign.map((layer) => `the ${kindName(layer)} of block "${layer.block}"`).join(', ');
    throw new UserError(
      `ONNX export does not support layers of plugins: ${list}`,
      'replace them with built-in kinds of block, or save the model as .keras or .h5, which support such layers',
    );
  }
  checkSize(name, totals.params * Float32Array.BYTES_PER_ELEMENT);
}

/**
 * The ONNX file of a trained network.
 *
 * @param specText the spec as YAML with every default
 * @param options.preprocessing whether the graph preprocesses its images
 * @throws FileFormatError if the weights or classes are not the spec's; UserError if the file would be too large
 */
export async function encodeTrained(
  plan: ModelPlan,
  specText: string,
  saved: SavedModel,
  { preprocessing }: { readonly preprocessing: boolean },
): Promise<{ readonly bytes: Uint8Array; readonly classes: readonly string[] | null }> {
  const values = await matchedValues(plan, saved);
  const classes = matchedClasses(saved, plan);
  const graph = inferenceGraph(plan, {
    whole: true,
    preprocessing,
    weight(graph, { path, parts }) {
      const own = values.get(path);
      if (!own) throw new Error(`the weight "${path}" has no values`);
      for (const { value, dims } of parts) graph.tensor(value, dims, own);
    },
  });
  const bytes = encodeModel({
    graph,
    metadata: {
      [nameAttribute]: plan.name,
      [specAttribute]: specText,
      [inputAttribute]: describedInput(plan.input, preprocessing),
      [preprocessingAttribute]: JSON.stringify(plan.input),
      ...(classes === null ? {} : { [classesAttribute]: JSON.stringify(classes) }),
    },
  });
  checkSize(plan.name, bytes.byteLength);
  return { bytes, classes };
}

function describedInput({ shape }: InputSpec, preprocessing: boolean): string {
  return preprocessing
    ? 'images: uint8 [batch, height, width, channels], any height and width; channels: 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGBA). The graph contains the steps of convspec_preprocessing'
    : `images: float32 [batch, ${shape.join(', ')}]. The steps of convspec_preprocessing are not part of the graph`;
}

/** The values of all weights by path, in ONNX's layout. */
async function matchedValues(plan: ModelPlan, saved: SavedModel): Promise<ReadonlyMap<string, Float32Array>> {
  const weights = new Map(onnxWeights(plan, { whole: true }).map((weight) => [weight.path, weight]));
  const of = { spec: 'the spec', hint };
  const all = new Map<string, Float32Array>();
  for await (const { path, values } of matchedWeights(saved, plan, layerNamesIn(saved, plan), of)) {
    const weight = weights.get(path);
    if (!weight) throw new Error(`the plan has no weight "${path}"`);
    const inOnnx = new Float32Array(values.length);
    toOnnxOrder(weight, values, inOnnx);
    all.set(path, inOnnx);
  }
  return all;
}

function matchedClasses(saved: SavedModel, plan: ModelPlan): readonly string[] | null {
  const classes = savedClasses(saved, plan);
  const { classNames } = plan;
  if (classes && classNames?.some((name, i) => name !== classes[i])) {
    const [theirs, ours] = [classes, classNames].map((names) => names.join(', '));
    throw new FileFormatError(saved.path, `its classes are ${theirs}, expected ${ours} as in the spec`, hint);
  }
  return classes;
}

function checkSize(name: string, bytes: number): void {
  if (bytes <= largestFile) return;
  throw new UserError(
    `"${name}" takes ${formatBytes(bytes)}, but an ONNX file can have at most ${formatBytes(largestFile)}`,
    'save the model as .keras or .h5, or make the network smaller',
  );
}
