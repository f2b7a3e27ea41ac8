import { defineRule } from './rule';
import { writtenOrShort } from './windows';

export const idlePool = defineRule({
  code: 'regularity/idle-pool',
  severity: 'warning',
  law: 'The window of a pool covers more than one value.',
  why: 'The maximum or mean of a single value is that value: with size 1 and stride 1, a pool does nothing.',
  howToFix: 'Give the pool a larger size, or remove it.',
  ignoreWhen:
    'The size is a parameter of a template or comes from a script, and 1 means that there is no pooling.',

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
          message: `${layer.kind} "${node.block}" does nothing: its window is a single value`,
          hint: short ? 'write pool: false, or leave it out' : 'use a larger size, or leave the pool out',
          suggestion: short ? { written: '1', text: 'false', certain: false } : undefined,
        },
      ];
    }),
});
