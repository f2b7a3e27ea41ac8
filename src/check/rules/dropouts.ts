import { diagnose } from '../../base/diagnostics/diagnostic';
import { arranging, averaging, dropping, isOf, lookBack, picking } from './look-back';
import type { Rule } from './rule';

/**
 * Batch norm does not see dropped values: with dropout before it, it learns a variance in training that is another
 * one in use (Li et al., "Understanding the Disharmony between Dropout and Batch Normalization", 2018).
 */
export const dropoutBeforeBatchNorm: Rule = ({ spec: { document }, graph }) => {
  const before = lookBack(graph, ['activation', 'prelu', ...arranging, ...averaging, ...picking]);
  return graph.nodes.flatMap((node) => {
    const dropout = before(node);
    if (!isOf(node, ['batchNorm']) || !isOf(dropout, dropping)) return [];
    return [
      diagnose(document, 'regularity/dropout-before-batch-norm', {
        path: dropout.written('rate'),
        message: `dropout of "${dropout.block}" comes right before batchNorm "${node.block}", which then learns a variance that does not hold in use`,
        hint: 'place the dropout behind the batch norm',
        related: [{ message: 'the batch norm stands here', path: node.written('batchNorm') }],
      }),
    ];
  });
};

/** No class score is dropped: a share of them would be zero in every training step, whatever the image. */
export const outputDropout: Rule = ({ spec: { document }, graph }) => {
  const last = graph.nodes.findLast(({ name }) => name === graph.output);
  const end = isOf(last, arranging) ? lookBack(graph, arranging)(last) : last;
  if (!isOf(end, dropping)) return [];
  return [
    diagnose(document, 'regularity/output-dropout', {
      path: end.written('rate'),
      message: `dropout of "${end.block}" sets class scores to zero in training`,
      hint: `write dropout: 0 in "${end.block}", or place it before the last layer with weights`,
    }),
  ];
};
