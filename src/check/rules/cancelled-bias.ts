import { formatCount } from '../../base/text/format-numbers';
import { isOf, lookBack } from './look-back';
import { defineRule } from './rule';

export const cancelledBias = defineRule({
  code: 'regularity/cancelled-bias',
  severity: 'note',
  law: 'A layer directly before a batch norm has no bias.',
  why: 'Batch norm subtracts the mean of each channel, and with it any constant that the layer before added: the bias is stored and computed without effect.',
  howToFix: 'Write `bias: false` in the block, which also saves its parameters.',
  ignoreWhen:
    'You start from weights that were saved with these biases, or the parameter count has to match a published network.',

  check: ({ graph, shapes }) => {
    const before = lookBack(graph, []);
    return graph.nodes.flatMap((node) => {
      const source = before(node);
      if (!isOf(node, ['batchNorm']) || !source?.layer || !hasBias(source.layer.config)) return [];
      const channels = shapes.get(source.name)?.outputShape.at(-1);
      const count = channels === undefined ? '' : `: ${formatCount(channels)} parameters without effect`;
      return [
        {
          path: source.written('bias'),
          message: `batchNorm "${node.block}" cancels the bias of ${source.layer.kind} "${source.block}"${count}`,
          hint: `write bias: false in "${source.block}"`,
        },
      ];
    });
  },
});

function hasBias(config: object): boolean {
  return 'bias' in config && config.bias === true;
}
