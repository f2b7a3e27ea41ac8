import type { ModelPlan } from '../../check/model-plan';
import type { KernelNeed, Support } from '../../compile/support';
import { constraintKernels } from '../../compile/tfjs/constraints';
import { penaltyKernels } from '../../compile/tfjs/l1-l2';
import { planLoss } from '../../compile/tfjs/losses';
import { metrics } from '../../compile/tfjs/metrics';
import { updateRule } from '../../compile/tfjs/optimizers';
import { kindName } from '../../layers/custom/custom-layer';
import type { PlannedLayer } from '../../layers/layer';
import { tfjsFacetOf } from '../../layers/tfjs/tfjs-facets';
import { kernelWords } from './missing-kernels';

/** The kernels of tfjs that every training step and every prediction run, whatever the plan. */
export const stepKernels = ['Add', 'Identity', 'Mean', 'Multiply', 'Pack', 'RealDiv', 'Reshape', 'Sum'];

/** Each part of a plan with the kernels of tfjs that it runs in training and prediction, gradients included. */
export function kernelNeeds(plan: ModelPlan): readonly KernelNeed[] {
  const { optimizer, loss: lossSpec, metrics: names } = plan.training;
  const { loss, ofLogits } = planLoss(plan);
  return [
    ...plan.layers.flatMap(layerNeeds),
    { part: `loss ${lossSpec.type}`, training: 'loss', kernels: (ofLogits ?? loss).kernels },
    { part: `optimizer ${optimizer.type}`, training: 'optimizer', kernels: updateRule(optimizer).kernels },
    ...names.map((name): KernelNeed => {
      return { part: `metric ${name}`, training: 'metrics', kernels: metrics[name].kernels(plan.classCount) };
    }),
    { part: 'every training step', kernels: stepKernels },
  ];
}

function layerNeeds(layer: PlannedLayer): KernelNeed[] {
  if (layer.kind === 'input') return [];
  const { name } = layer;
  return [
    { part: kindName(layer), layer: name, kernels: tfjsFacetOf(layer).kernels(layer) },
    ...layer.weights.flatMap(({ regularizer, constraint }): KernelNeed[] => [
      ...(regularizer ? [{ part: 'regularizer', layer: name, kernels: penaltyKernels }] : []),
      ...(constraint
        ? [{ part: `constraint ${constraint.type}`, layer: name, kernels: constraintKernels(constraint) }]
        : []),
    ]),
  ];
}

/** Whether a backend of tfjs that has the kernels `registered` can do everything that is needed. */
export function supportOf(needs: readonly KernelNeed[], registered: ReadonlySet<string>): Support {
  const missing = needs.flatMap((need) => {
    const kernels = need.kernels.filter((kernel) => !registered.has(kernel));
    return kernels.length === 0 ? [] : [{ ...need, kernels: [...new Set(kernels)] }];
  });
  const [first, ...others] = missing;
  if (first === undefined) return { supported: true };
  const owner = first.layer === undefined ? '' : ` of layer "${first.layer}"`;
  const rest = others.length === 0 ? '' : ` (and kernels of ${others.length} more parts)`;
  return {
    supported: false,
    reason: `it lacks ${kernelWords(first)} for ${first.part}${owner}${rest}`,
    missing,
  };
}
