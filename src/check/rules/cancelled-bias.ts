import { formatCount } from '../../base/text/format-numbers';
import { isOf, lookBack } from './look-back';
import { defineRule } from './rule';

export const cancelledBias = defineRule({
  code: 'regularity/cancelled-bias',
  severity: 'note',
  law: 'A layer directly before a batch norm has no bias.',
  why: 'Batch norm subtracts the mean of each channel, including any constant that the layer before it added. The bias takes memory and time, and has no effect.',
  howToFix: 'Set `bias: false` in the block. This also saves the parameters of the bias.',
  ignoreWhen:
    'You start from weights that were saved with these biases, or the number of parameters has to match a published network.',

  check: ({ graph, shapes }) => {
    const before = lookBack(graph, []);
    return graph.nodes.flatMap((node) => {
      const source = before(node);
      if (!isOf(node, ['batchNorm']) || !source?.layer || !hasBias(source.layer.config)) return [];
      const channels = shapes.get(source.name)?.outputShape.at(-1);
      const count = channels === undefined ? '' : `: ${formatCount(channels)} parameters have no effect`;
      return [
        {
          path: source.written('bias'),
          message: `batch norm "${node.name}" cancels the bias of "${source.name}"${count}`,
          hint: `set bias: false in "${source.block}"`,
        },
      ];
    });
  },
});

function hasBias(config: object): boolean {
  return 'bias' in config && config.bias === true;
}
