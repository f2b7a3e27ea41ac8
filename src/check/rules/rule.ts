import type { CodeDocumentation, DiagnosticCode } from '../../base/diagnostics/codes';
import type { Finding } from '../../base/diagnostics/diagnostic';
import type { CheckedNetwork, CheckedNode } from '../check-shapes';

/** A law beyond the shapes: what it says, and how to find what breaks it. */
export type Rule<C extends DiagnosticCode = DiagnosticCode> = CodeDocumentation<C> & {
  readonly code: C;
  /**
   * Finds every place that breaks the law, and says nothing about whatever is unknown. A finding whose edit is certain
   * carries it as its suggestion.
   */
  readonly check: (context: CheckedNetwork) => readonly Finding[];
};

/**
 * Declares a rule. Its code and severity must agree with the table of codes, and a rule that can be ignored must say
 * when: anything else does not compile.
 */
export function defineRule<const C extends DiagnosticCode>(rule: Rule<C>): Rule<C> {
  return rule;
}

/** The layers of some blocks, of all unless `of` chooses; `null` when something in one of them is unknown. */
export function knownLayers(
  { graph, shapes }: CheckedNetwork,
  of: (block: string) => boolean = () => true,
): readonly CheckedNode[] | null {
  const layers: CheckedNode[] = [];
  for (const { block, name } of graph.nodes) {
    if (!of(block)) continue;
    const layer = shapes.get(name);
    if (!layer?.node.complete) return null;
    layers.push(layer);
  }
  return layers;
}
