import { unknown } from '../../language/model-spec';
import { defineRule } from './rule';

export const duplicateMetric = defineRule({
  code: 'policy/duplicate-metric',
  severity: 'warning',
  law: 'Each metric is listed once.',
  why: 'The second entry computes the same value and is logged under the same name. Another metric was probably meant.',
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
          message: `the metric "${metric}" stands in the list already`,
          hint: 'remove it here',
          related: [{ message: 'it is named here first', path: ['training', 'metrics', first] }],
        },
      ];
    });
  },
});
