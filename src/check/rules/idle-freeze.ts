import { usesOf } from '../../language/site';
import { layersByBlock } from '../layer-graph';
import { defineRule, knownLayers } from './rule';

export const idleFreeze = defineRule({
  code: 'regularity/idle-freeze',
  severity: 'warning',
  law: 'A block with `trainable: false` has weights.',
  why: 'Freezing prevents training from changing weights, so it has no effect on a block without weights. A frozen dropout still drops values during training.',
  howToFix: 'Remove `trainable: false`, or move it to the blocks whose weights should stay fixed.',
  ignoreWhen:
    'A script freezes every block up to some depth, with or without weights. On a block without weights, the key is harmless.',

  check: (context) => {
    const { spec, graph } = context;
    const nodes = layersByBlock(graph.nodes);
    const entries = [
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
    return entries.flatMap(({ entry, blocks, path }) => {
      if (entry.trainable || !spec.document.has(path)) return [];
      const layers = knownLayers(
        context,
        blocks.flatMap((block) => nodes.get(block) ?? []),
      );
      if (layers === null || layers.some(({ weights }) => weights.length > 0)) return [];
      return [
        {
          path,
          message: `"${entry.name}" has no weights to freeze`,
          related: usesOf(entry),
          hint: 'remove "trainable"',
        },
      ];
    });
  },
});
