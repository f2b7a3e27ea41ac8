import { isOf, lookBack } from './look-back';
import { defineRule } from './rule';

/** Li et al., "Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift", 2018. */
export const dropoutBeforeBatchNorm = defineRule({
  code: 'regularity/dropout-before-batch-norm',
  severity: 'note',
  law: 'A batch norm does not directly follow a dropout.',
  why: 'Dropout changes the variance of its values during training, but not during evaluation and prediction, so the moving averages of the batch norm are wrong there.',
  howToFix: 'Move the dropout after the batch norm.',
  ignoreWhen:
    'The rate is small, or validation shows no loss of accuracy. Dropout multiplies the mean square of its values by 1 / (1 − rate), which is an increase of only 11% at a rate of 0.1.',

  check: ({ graph }) => {
    const before = lookBack(graph, ['activates', 'rearranges', 'averages', 'selects']);
    return graph.nodes.flatMap((node) => {
      const dropout = before(node);
      if (!isOf(node, ['batchNorm']) || !isOf(dropout, ['drops'])) return [];
      return [
        {
          path: dropout.written('rate'),
          message: `dropout "${dropout.name}" comes directly before batch norm "${node.name}", which then learns a variance that is wrong at inference`,
          hint: 'move the dropout after the batch norm',
          related: [{ message: 'the batch norm is here', path: node.written('batchNorm') }],
        },
      ];
    });
  },
});
