import type { CodeDocumentation, DiagnosticCode } from '../../base/diagnostics/codes';
import type { DiagnosticInput } from '../../base/diagnostics/diagnostic';
import type { ListFolders } from '../../base/source/read-source';
import type { CheckedNetwork, CheckedNode } from '../check-shapes';
import type { GraphNode } from '../layer-graph';

/** What rules check: a network, and the folders next to its spec if they can be listed. */
export interface RuleContext extends CheckedNetwork {
  readonly listFolders?: ListFolders | undefined;
}

/** A rule: its documentation, and a function that finds what breaks its law. */
export type Rule<C extends DiagnosticCode = DiagnosticCode> = CodeDocumentation<C> & {
  readonly code: C;
  /**
   * Finds every place that breaks the law. Reports nothing about anything that depends on an unknown. If the fix is
   * unambiguous, it is included as a suggestion.
   */
  readonly check: (context: RuleContext) => readonly DiagnosticInput[];
};

/**
 * Declares a rule. It only compiles if its severity matches the table of codes, and if a rule that can be ignored
 * documents when to ignore it.
 */
export function defineRule<const C extends DiagnosticCode>(rule: Rule<C>): Rule<C> {
  return rule;
}

/** Returns all layers, or these; `null` if anything in them is unknown. */
export function knownLayers(
  { graph, shapes }: CheckedNetwork,
  nodes: readonly GraphNode[] = graph.nodes,
): readonly CheckedNode[] | null {
  const layers: CheckedNode[] = [];
  for (const { name } of nodes) {
    const layer = shapes.get(name);
    if (!layer?.node.complete) return null;
    layers.push(layer);
  }
  return layers;
}
