import { isOf, lookBack } from './look-back';
import { defineRule } from './rule';

export const outputDropout = defineRule({
  code: 'regularity/output-dropout',
  severity: 'warning',
  law: 'No dropout is applied to the class scores.',
  why: 'It would set random scores to zero in every training step, whatever the image shows. No network can learn to avoid that error.',
  howToFix: 'Move the dropout before the last layer with weights, or set `dropout: 0` in the last block.',
  ignoreWhen: 'You are reproducing an experiment that adds noise to the scores on purpose.',

  check: ({ graph }) => {
    const last = graph.nodes.findLast(({ name }) => name === graph.output);
    const end = isOf(last, ['rearranges']) ? lookBack(graph, ['rearranges'])(last) : last;
    if (!isOf(end, ['drops'])) return [];
    return [
      {
        path: end.written('rate'),
        message: `dropout "${end.name}" sets class scores to zero during training`,
        hint: `set dropout: 0 in "${end.block}", or move the dropout before the last layer with weights`,
      },
    ];
  },
});
