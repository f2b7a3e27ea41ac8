import { type Diagnostic, diagnose } from '../../base/diagnostics/diagnostic';
import { SpecError } from '../../base/diagnostics/spec-error';
import { UserError } from '../../base/diagnostics/user-error';
import type { LocatedDocument } from '../../base/source/located-document';
import type { ModelPlan } from '../../check/model-plan';
import { layerNamesIn, type NamedLayers } from '../../compile/layer-names';
import { readModel } from '../../compile/model-formats';
import type { InitialWeightsSpec } from '../../language/initial-weights';

import type { PlannedLayer } from '../../layers/layer';
import { shapeText } from '../../layers/shapes';

import type { Engine } from '../backends/engine';
import type { TrainingHost } from '../host';

/** A request to load initial weights. */
export interface InitialWeightsRequest {
  readonly plan: Pick<ModelPlan, 'layers' | 'output'>;
  readonly initialWeights: InitialWeightsSpec;
  /** The spec, for the positions of diagnostics. */
  readonly document: LocatedDocument;
}

/** How the weights in a file match a plan. */
export interface InitialWeightsMatch {
  /** Paths of the plan's weights, by their index in the file. */
  readonly taken: ReadonlyMap<number, string>;
  /** Which layers were loaded, newly initialized, and unused in the file. */
  readonly message: string;
}

/**
 * Loads the initial weights of a spec into an engine. All other weights keep their random initialization.
 *
 * @param directory the folder that the model's path is relative to
 * @returns a message that describes the result
 * @throws SpecError if the model cannot be read, matches no layer of this network, or has a layer with other shapes
 */
export async function takeInitialWeights(
  request: InitialWeightsRequest,
  engine: Engine,
  directory: string,
  host: Pick<TrainingHost<never>, 'withModel'>,
): Promise<string> {
  const { path } = request.initialWeights;
  try {
    return await host.withModel(path, directory, async (file, files) => {
      const saved = await readModel(file, files);
      const { taken, message } = matchInitialWeights(request, saved);
      const indexes = new Map(engine.weights.map((weight, i) => [weight.path, i]));
      let place = 0;
      for await (const { values } of saved.weights()) {
        const index = indexes.get(taken.get(place++) ?? '');
        if (index !== undefined) await engine.writeWeight(index, values);
      }
      return message;
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw refusal(request, error.message, error.hint);
  }
}

/**
 * Matches the plan's layers with those of a file by name. For a whole model not saved by convspec, these are the names it
 * gets on import; the weights of Keras 2 match by their order. The weights of a layer match by their order, which is that of Keras in every format.
 *
 * @throws SpecError if no layer matches, or a selected layer has other shapes
 */
export function matchInitialWeights(request: InitialWeightsRequest, saved: NamedLayers): InitialWeightsMatch {
  const { plan, initialWeights } = request;
  const { path, blocks, except } = initialWeights;
  const names = layerNamesIn(saved, plan, except);
  const offered = new Map<string, number[]>();
  for (const [i, { layer }] of saved.weightInfos.entries()) {
    const named = names.get(layer);
    if (named === null) continue;
    const name = named ?? layer;
    offered.set(name, [...(offered.get(name) ?? []), i]);
  }
  const weighted = plan.layers.filter(({ weights }) => weights.length > 0);
  const taken = new Map<number, string>();
  const found = new Set<string>();
  const fresh: string[] = [];
  const wrong: Diagnostic[] = [];
  for (const layer of weighted) {
    const { name, block, weights } = layer;
    const places = offered.get(name);
    const theirs = places?.map((i) => saved.weightInfos[i]?.shape ?? []);
    const fits = theirs?.map(String).join(' ') === weights.map(({ shape }) => String(shape)).join(' ');
    const asked = blocks === null ? !except.includes(block) : blocks.includes(block);
    if (places && asked && fits) {
      found.add(name);
      for (const [k, i] of places.entries()) taken.set(i, `${name}/${weights[k]?.name}`);
      continue;
    }
    fresh.push(theirs && !fits ? `${name} (${differences(layer, theirs)})` : name);
    if (!theirs || !asked) continue;
    const message = `the block "${block}" has different weights in "${path}": ${differences(layer, theirs)}`;
    const hint = `add except: [${block}] to initialize it randomly, or give it the shapes of the file`;
    wrong.push(diagnosis(request, message, hint));
  }
  if (wrong.length > 0) throw new SpecError(wrong);
  if (found.size === 0) {
    const some = [...offered.keys()].slice(0, 8).join(', ');
    throw refusal(
      request,
      `no ${blocks || except.length > 0 ? 'selected ' : ''}layer of "${path}" has the name of a layer of this network`,
      `layers are matched by name: the file has ${some === '' ? 'no weights' : some}; this network has ${weighted
        .slice(0, 8)
        .map(({ name }) => name)
        .join(', ')}`,
    );
  }
  const left = [...offered.keys()].filter((name) => !found.has(name));
  return {
    taken,
    message: [
      `initial weights: loaded ${found.size} of ${weighted.length} layers from "${path}"`,
      ...(fresh.length > 0 ? [`newly initialized: ${listed(fresh)}`] : []),
      ...(left.length > 0 ? [`unused in the file: ${listed(left)}`] : []),
    ].join('; '),
  };
}

/** Describes the weights that differ: `kernel [3, 3, 3, 8] in the file, [3, 3, 3, 4] in this network`. */
function differences({ weights }: PlannedLayer, theirs: readonly (readonly number[])[]): string {
  if (weights.length !== theirs.length)
    return `${theirs.length} weights in the file, ${weights.length} in this network (${weights.map(({ name }) => name).join(', ')})`;
  return weights
    .flatMap(({ name, shape }, i) => {
      const other = theirs[i] ?? [];
      return String(shape) === String(other)
        ? []
        : [`${name} ${shapeText(other)} in the file, ${shapeText(shape)} in this network`];
    })
    .join('; ');
}

function listed(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
}

function diagnosis({ document }: InitialWeightsRequest, message: string, hint?: string): Diagnostic {
  const inner = ['initialWeights', 'path'];
  const path = document.has(inner) ? inner : ['initialWeights'];
  return diagnose(document, 'weights/initial', { path, message, ...(hint === undefined ? {} : { hint }) });
}

function refusal(request: InitialWeightsRequest, message: string, hint?: string): SpecError {
  return new SpecError([diagnosis(request, message, hint)]);
}
