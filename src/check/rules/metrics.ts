import { diagnose } from '../../base/diagnostics/diagnostic';
import { unknown } from '../../language/model-spec';
import { topK } from '../../language/training';
import type { Rule } from './rule';

/** A metric is named once: its log has one value. */
export const duplicateMetric: Rule = ({ spec: { document, training } }) => {
  if (training === unknown) return [];
  const { metrics } = training;
  return metrics.flatMap((metric, i) => {
    const first = metrics.indexOf(metric);
    if (first === i) return [];
    return [
      diagnose(document, 'policy/duplicate-metric', {
        path: ['training', 'metrics', i],
        message: `the metric "${metric}" stands in the list already`,
        hint: 'remove it here',
        related: [{ message: 'it is named here first', path: ['training', 'metrics', first] }],
      }),
    ];
  });
};

/** A metric tells networks apart: among `k` classes or fewer, the right one is always among the first `k`. */
export const trivialMetric: Rule = ({ spec: { document, training, classes } }) => {
  if (training === unknown || classes === unknown || classes.count > topK) return [];
  const at = training.metrics.indexOf('topKAccuracy');
  if (at < 0) return [];
  return [
    diagnose(document, 'policy/trivial-metric', {
      path: ['training', 'metrics', at],
      message: `topKAccuracy is always 1: the right one of ${classes.count} classes is among the first ${topK}`,
      hint: 'remove it, and watch accuracy',
      related: [{ message: `${classes.count} classes are declared`, path: ['classes'] }],
    }),
  ];
};
