import { type Diagnostic, diagnose, sortDiagnostics } from '../../base/diagnostics/diagnostic';
import type { LocatedDocument, Path } from '../../base/source/located-document';
import type { GraphNode, LayerGraph } from '../../check/layer-graph';
import type { KernelNeed } from '../../compile/support';
import { usesOf } from '../../language/site';
import { kindName } from '../../layers/custom/custom-layer';

import type { LackingBackend, MissingKernelError } from './backend-error';

/** `the kernel Erf`, `the kernels Erf, Neg`. */
export function kernelWords({ kernels }: Pick<KernelNeed, 'kernels'>): string {
  return `the kernel${kernels.length === 1 ? '' : 's'} ${kernels.join(', ')}`;
}

/**
 * What backends lack, as diagnostics at the blocks that need it: one for each backend, kind of layer and set of
 * kernels, at the first layer of that kind.
 *
 * @param asked whether the backend was chosen by `training.backend`, which is then named as a second place
 */
export function missingKernelDiagnostics(
  { lacking, others }: Pick<MissingKernelError, 'lacking' | 'others'>,
  document: LocatedDocument,
  graph: LayerGraph,
  { asked }: { readonly asked: boolean },
): readonly Diagnostic[] {
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  const written: Path = ['training', 'backend'];
  const here = asked && document.has(written) ? [{ message: 'it is asked for here', path: written }] : [];
  const also = others.length === 0 ? '' : `; ${others.join('; ')}`;
  const found = lacking.flatMap((backend) =>
    alike(backend).map(({ need, others: more }) => {
      const node = need.layer === undefined ? undefined : nodes.get(need.layer);
      const rest = more === 0 ? '' : ` (and ${more} more like it)`;
      return diagnose(document, 'backend/missing-kernel', {
        path: node?.written() ?? ['training', need.training ?? 'backend'],
        message: `backend "${backend.name}" lacks ${kernelWords(need)}, which ${subject(need, node)} needs${rest}`,
        hint: `use another backend (auto takes the first that has every kernel), or something else here${also}`,
        related: [...here, ...(node ? usesOf(node) : [])],
      });
    }),
  );
  return sortDiagnostics(found);
}

/** Needs of one kind and of the same kernels: the first, and how many others there are. */
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
