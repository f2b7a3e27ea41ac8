import { unknown } from '../../language/model-spec';
import { defineRule } from './rule';

export const duplicateMetric = defineRule({
  code: 'policy/duplicate-metric',
  severity: 'warning',
  law: 'Each metric is listed once.',
  why: 'The second entry has the same value and the same name in the logs. You probably meant another metric.',
  howToFix: 'Remove one of the two, or replace it with the metric you meant.',
  ignoreWhen: 'A script generates the list. A metric that is listed twice is still logged only once.',

  check: ({ spec: { training } }) => {
    if (training === unknown) return [];
    const { metrics } = training;
    return metrics.flatMap((metric, i) => {
      const first = metrics.indexOf(metric);
      if (first === i) return [];
      return [
        {
          path: ['training', 'metrics', i],
          message: `the metric "${metric}" is listed twice`,
          hint: 'remove this entry',
          related: [{ message: 'it is first listed here', path: ['training', 'metrics', first] }],
        },
      ];
    });
  },
});
