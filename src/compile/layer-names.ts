import type { ModelPlan } from '../check/model-plan';
import { importedNames, type LayerNames } from './keras/import/import-network';
import { kerasLayerOrder } from './keras/weight-order';
import type { SavedModel } from './model-content';

/** The parts of a file that its layers are identified by. */
export type NamedLayers = Pick<
  SavedModel,
  'config' | 'compileConfig' | 'attributes' | 'weightInfos' | 'order'
>;

/**
 * The names in a plan of the layers of a file: those of the network in the file, or equal names.
 *
 * Files with only the weights of Keras 2 do not have the names of a spec. Keras loads them by the order of their layers, and
 * so do we, if no layer has the name of a layer of the plan and all shapes are equal.
 *
 * @param except blocks whose weights may differ
 */
export function layerNamesIn(
  saved: NamedLayers,
  plan: Pick<ModelPlan, 'layers' | 'output'>,
  except: readonly string[] = [],
): LayerNames {
  const names = importedNames(saved);
  if (names.size > 0 || saved.order === undefined) return names;
  const shapes = new Map<string, string[]>();
  for (const { layer, shape } of saved.weightInfos)
    shapes.set(layer, [...(shapes.get(layer) ?? []), `[${shape}]`]);
  const theirs = [...shapes];
  const ours = kerasLayerOrder(plan).filter(({ weights }) => weights.length > 0);
  const isClear = saved.order === 'model' || plan.layers.every(({ inputs }) => inputs.length <= 1);
  const fits = ours.every(
    ({ weights, block }, i) =>
      except.includes(block) || weights.map(({ shape }) => `[${shape}]`).join() === theirs[i]?.[1].join(),
  );
  if (!isClear || !fits || theirs.length !== ours.length || ours.some(({ name }) => shapes.has(name)))
    return names;
  return new Map(theirs.map(([layer], i) => [layer, ours[i]?.name ?? layer]));
}
