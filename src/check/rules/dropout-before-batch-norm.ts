import { isOf, lookBack } from './look-back';
import { defineRule } from './rule';

/** Li et al., "Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift", 2018. */
export const dropoutBeforeBatchNorm = defineRule({
  code: 'regularity/dropout-before-batch-norm',
  severity: 'note',
  law: 'A batch norm does not directly follow a dropout.',
  why: 'Dropout changes the variance of its values during training, but not during evaluation and prediction: the moving averages that batch norm has learned are wrong there.',
  howToFix: 'Put the dropout after the batch norm.',
  ignoreWhen:
    'The rate is small, or validation shows no loss of accuracy: dropout multiplies the mean square of its values by 1 / (1 − rate), an increase of only 11 % at a rate of 0.1.',

  check: ({ graph }) => {
    const before = lookBack(graph, ['activates', 'rearranges', 'averages', 'selects']);
    return graph.nodes.flatMap((node) => {
      const dropout = before(node);
      if (!isOf(node, ['batchNorm']) || !isOf(dropout, ['drops'])) return [];
      return [
        {
          path: dropout.written('rate'),
          message: `dropout of "${dropout.block}" comes right before batchNorm "${node.block}", which then learns a variance that does not hold in use`,
          hint: 'place the dropout behind the batch norm',
          related: [{ message: 'the batch norm stands here', path: node.written('batchNorm') }],
        },
      ];
    });
  },
});
