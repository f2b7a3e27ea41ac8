import type { ModelPlan } from '../../check/model-plan';
import type { PlannedLayer } from '../../layers/layer';

/**
 * The layers in the order in which Keras keeps them in a functional model, whatever the order of the configuration:
 * by depth, the longest way to the output, then by the order in which a walk from the output meets them first.
 * Files that tell layers apart by their place, and the optimizer's variables, follow it.
 */
export function kerasLayerOrder({ layers, output }: ModelPlan): readonly PlannedLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const depths = new Map<string, number>();
  for (const { name, inputs } of layers.toReversed()) {
    const next = (depths.get(name) ?? 0) + 1;
    for (const input of inputs) depths.set(input, Math.max(next, depths.get(input) ?? 0));
  }
  const met = new Map<string, number>();
  for (const waiting = [output]; waiting.length > 0; ) {
    const name = waiting.pop() ?? output;
    if (met.has(name)) continue;
    met.set(name, met.size);
    waiting.push(...(byName.get(name)?.inputs.toReversed() ?? []));
  }
  const rank = (of: ReadonlyMap<string, number>, { name }: PlannedLayer) => of.get(name) ?? 0;
  return layers.toSorted((a, b) => rank(depths, b) - rank(depths, a) || rank(met, a) - rank(met, b));
}
