import type { GraphNode } from '../layer-graph';
import { activationOf, isOf, lookBack } from './look-back';
import { defineRule } from './rule';

export const hiddenSoftmax = defineRule({
  code: 'regularity/hidden-softmax',
  severity: 'warning',
  law: 'Softmax is the last activation of the network and is applied once.',
  why: 'Softmax squeezes all channels into a sum of one and has a small gradient, which starves the layers before it. A second softmax makes all scores nearly equal.',
  howToFix: 'Use relu or another activation inside the network, and softmax only at its end.',
  ignoreWhen:
    'The channels are meant to sum to one, for example because the softmax yields attention weights that the next layer reads.',

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
            ? `softmax of "${softmax.block}" is followed by another softmax, which makes the scores nearly equal`
            : `softmax of "${softmax.block}" stands before ${node.layer?.kind} "${node.block}": its small gradient slows what comes before`,
          hint: again ? 'keep the last one only' : 'use relu here; softmax belongs behind the last layer',
          related: [
            again
              ? { message: 'the other softmax stands here', path: node.written('function') }
              : { message: `"${node.block}" stands here`, path: node.written() },
          ],
        },
      ];
    });
  },
});
