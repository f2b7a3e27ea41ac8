import { diagnose } from '../../base/diagnostics/diagnostic';
import { usesOf } from '../../language/site';
import type { CheckedNode } from '../check-shapes';
import type { Rule, RuleContext } from './rule';

/** What is frozen has weights that it could have learnt. */
export const idleFreeze: Rule = (context) => {
  const { spec, graph } = context;
  const written = [
    ...graph.blocks.map(({ name, spec: block }) => ({
      entry: block,
      blocks: [name],
      path: block.written(['trainable']),
    })),
    ...graph.groups.map(({ spec: group, blocks }) => ({
      entry: group,
      blocks,
      path: group.locate(['trainable']),
    })),
  ];
  return written.flatMap(({ entry, blocks, path }) => {
    if (entry.trainable || !spec.document.has(path)) return [];
    const nodes = checked(context, (block) => blocks.includes(block));
    if (nodes === null || nodes.some(({ weights }) => weights.length > 0)) return [];
    return [
      diagnose(spec.document, 'regularity/idle-freeze', {
        path,
        message: `"${entry.name}" has no weights: there is nothing to freeze`,
        related: usesOf(entry),
        hint: 'remove "trainable"',
      }),
    ];
  });
};

/** Training has something to change. */
export const nothingTrainable: Rule = (context) => {
  const weights = checked(context, () => true)?.flatMap((node) => node.weights) ?? [];
  if (weights.length === 0 || weights.some(({ trainable }) => trainable)) return [];
  return [
    diagnose(context.spec.document, 'policy/nothing-trainable', {
      path: ['blocks'],
      at: 'key',
      message: 'every block with weights is frozen: there is nothing to train',
      hint: 'remove trainable: false from the blocks that are to learn, from the last one say',
    }),
  ];
};

/** The layers of some blocks; `null` when something in them is unknown. */
function checked({ graph, shapes }: RuleContext, of: (block: string) => boolean): CheckedNode[] | null {
  const nodes = graph.nodes.filter(({ block }) => of(block)).map((node) => shapes.get(node.name));
  return nodes.every((node) => node?.node.complete === true) ? (nodes as CheckedNode[]) : null;
}
