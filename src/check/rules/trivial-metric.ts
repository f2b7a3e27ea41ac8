import { unknown } from '../../language/model-spec';
import { topK } from '../../language/training';
import { defineRule } from './rule';

export const trivialMetric = defineRule({
  code: 'policy/trivial-metric',
  severity: 'warning',
  law: 'A metric distinguishes a good network from a bad one.',
  why: 'The metric `topKAccuracy` counts an image as correct when its class is among the five highest scores. With five classes or fewer, it is always 1.',
  howToFix: 'Remove `topKAccuracy` and use `accuracy`.',
  ignoreWhen:
    'You compare runs with different numbers of classes and want all histories to have the same columns.',

  check: ({ spec: { training, classes } }) => {
    if (training === unknown || classes === unknown || classes.count > topK) return [];
    const at = training.metrics.indexOf('topKAccuracy');
    if (at < 0) return [];
    return [
      {
        path: ['training', 'metrics', at],
        message: `topKAccuracy is always 1: with ${classes.count} classes, the correct one is always in the top ${topK}`,
        hint: 'remove it, and use accuracy',
        related: [{ message: `${classes.count} classes are declared here`, path: ['classes'] }],
      },
    ];
  },
});
