import { defineRule } from './rule';
import { writtenOrShort } from './windows';

export const idlePool = defineRule({
  code: 'regularity/idle-pool',
  severity: 'warning',
  law: 'The window of a pool covers more than one value.',
  why: 'The maximum or mean of a single value is that value, so a pool with size 1 and stride 1 has no effect.',
  howToFix: 'Give the pool a larger size, or remove it.',
  ignoreWhen: 'The size is a parameter of a template or comes from a script, and 1 means no pooling.',

  check: ({ spec: { document }, graph }) =>
    graph.nodes.flatMap((node) => {
      const { layer } = node;
      if (layer?.kind !== 'maxPool2d' && layer?.kind !== 'averagePool2d') return [];
      const { size, stride } = layer.config;
      if (![...size, ...stride].every((value) => value === 1)) return [];
      const path = writtenOrShort(document, node.written('size'));
      const short = path.at(-1) === 'pool' && document.has(path);
      return [
        {
          path,
          message: `pool "${node.name}" has no effect: its window is a single value`,
          hint: short ? 'set pool: false, or remove it' : 'use a larger size, or remove the pool',
          suggestion: short ? { written: '1', text: 'false', certain: false } : undefined,
        },
      ];
    }),
});
