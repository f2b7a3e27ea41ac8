import { diagnose } from '../../base/diagnostics/diagnostic';
import { guess } from '../../base/diagnostics/suggest';
import { unknown } from '../../language/model-spec';
import type { Rule } from './rule';

/** Weights are given to classes that exist, as far as the spec names them. */
export const unknownWeightedClass: Rule = ({ spec: { document, data, classes } }) => {
  if (data === unknown || classes === unknown || classes.names === null) return [];
  const weights = data?.classWeights;
  if (weights === undefined || weights === 'balanced') return [];
  const { names } = classes;
  return Object.keys(weights)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const suggestion = guess(name, names);
      return diagnose(document, 'spec/unknown-key', {
        path: ['data', 'classWeights', name],
        at: 'key',
        message: `"${name}" is no class${suggestion ? `, did you mean "${suggestion.text}"?` : ''}`,
        ...(suggestion ? { suggestion } : { hint: `the classes are ${names.join(', ')}` }),
        related: [{ message: 'the classes are named here', path: ['classes'] }],
      });
    });
};
