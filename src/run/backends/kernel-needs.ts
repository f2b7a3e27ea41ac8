import { type Diagnostic, diagnose, sortDiagnostics } from '../../base/diagnostics/diagnostic';
import type { LocatedDocument, Path } from '../../base/source/located-document';
import { plural } from '../../base/text/words';
import type { GraphNode, LayerGraph } from '../../check/layer-graph';
import type { ModelPlan } from '../../check/model-plan';
import type { KernelNeed, Support } from '../../compile/support';
import { constraintKernels } from '../../compile/tfjs/constraints';
import { penaltyKernels } from '../../compile/tfjs/l1-l2';
import { planLoss } from '../../compile/tfjs/losses';
import { metrics } from '../../compile/tfjs/metrics';
import { updateRule } from '../../compile/tfjs/optimizers';
import { usesOf } from '../../language/site';
import { kindName } from '../../layers/custom/custom-layer';
import type { PlannedLayer } from '../../layers/layer';
import { tfjsFacetOf } from '../../layers/tfjs/tfjs-facets';
import type { LackingBackend, MissingKernelError } from './backend-error';

/** The tfjs kernels that every training step and every prediction run, whatever the plan. */
export const stepKernels = ['Add', 'Identity', 'Mean', 'Multiply', 'Pack', 'RealDiv', 'Reshape', 'Sum'];

/** Each part of a plan with the tfjs kernels that it runs in training and prediction, gradients included. */
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

/** Whether a tfjs backend with the kernels `registered` has all that are needed. */
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

/** `the kernel Erf`, `the kernels Erf, Neg`. */
function kernelWords({ kernels }: Pick<KernelNeed, 'kernels'>): string {
  return `the ${plural(kernels.length, 'kernel')} ${kernels.join(', ')}`;
}

/**
 * Reports missing kernels as diagnostics at the blocks that need them: one per backend, kind of layer and set of
 * kernels, at the first layer of that kind.
 *
 * @param asked whether the backend was chosen by `training.backend`, which is then reported as a related place
 */
export function missingKernelDiagnostics(
  { lacking, others }: Pick<MissingKernelError, 'lacking' | 'others'>,
  document: LocatedDocument,
  graph: LayerGraph,
  { asked }: { readonly asked: boolean },
): readonly Diagnostic[] {
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  const written: Path = ['training', 'backend'];
  const here =
    asked && document.has(written) ? [{ message: 'the backend is requested here', path: written }] : [];
  const also = others.length === 0 ? '' : `; ${others.join('; ')}`;
  const found = lacking.flatMap((backend) =>
    alike(backend).map(({ need, others: more }) => {
      const node = need.layer === undefined ? undefined : nodes.get(need.layer);
      const rest = more === 0 ? '' : ` (and ${more} more like it)`;
      return diagnose(document, 'backend/missing-kernel', {
        path: node?.written() ?? ['training', need.training ?? 'backend'],
        message: `backend "${backend.name}" lacks ${kernelWords(need)}, which ${subject(need, node)} needs${rest}`,
        hint: `use another backend (auto chooses the first that has every kernel), or change this part of the spec${also}`,
        related: [...here, ...(node ? usesOf(node) : [])],
      });
    }),
  );
  return sortDiagnostics(found);
}

/** Groups needs of the same kind and kernels: the first, and the number of others. */
function alike({ missing }: LackingBackend) {
  const groups = new Map<string, { readonly need: KernelNeed; others: number }>();
  for (const need of missing) {
    const key = JSON.stringify([need.part, need.kernels]);
    const known = groups.get(key);
    if (known) known.others += 1;
    else groups.set(key, { need, others: 0 });
  }
  return [...groups.values()];
}

function subject({ part }: KernelNeed, node: GraphNode | undefined): string {
  if (!node) return part.startsWith('every') ? part : `the ${part}`;
  return node.layer && part === kindName(node.layer)
    ? `${part} "${node.block}"`
    : `the ${part} of "${node.block}"`;
}
