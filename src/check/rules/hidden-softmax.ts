import type { GraphNode } from '../layer-graph';
import { activationOf, isOf, lookBack } from './look-back';
import { defineRule } from './rule';

export const hiddenSoftmax = defineRule({
  code: 'regularity/hidden-softmax',
  severity: 'warning',
  law: 'Softmax is the last activation of the network and is applied once.',
  why: 'Softmax makes all channels sum to one and has small gradients, so the layers before it learn slowly. A second softmax makes all scores nearly equal.',
  howToFix: 'Use relu or another activation inside the network, and softmax only at the end.',
  ignoreWhen:
    'The channels are meant to sum to one, for example because the softmax computes attention weights for the next layer.',

  check: ({ graph }) => {
    const before = lookBack(graph, ['rearranges', 'averages', 'selects', 'drops']);
    const seen = new Set<GraphNode>();
    return graph.nodes.flatMap((node) => {
      const again = activationOf(node) === 'softmax';
      if (!again && !isOf(node, ['transforms', 'normalizes'])) return [];
      const softmax = before(node);
      if (!softmax || seen.has(softmax) || activationOf(softmax) !== 'softmax') return [];
      seen.add(softmax);
      return [
        {
          path: softmax.written('function'),
          message: again
            ? `the softmax in "${softmax.name}" is followed by another softmax, which makes the scores nearly equal`
            : `the softmax in "${softmax.name}" comes before "${node.name}": its small gradients slow the training of all earlier layers`,
          hint: again ? 'keep only the last one' : 'use relu here, and softmax only after the last layer',
          related: [
            again
              ? { message: 'the other softmax is here', path: node.written('function') }
              : { message: `"${node.name}" is here`, path: node.written() },
          ],
        },
      ];
    });
  },
});
