import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import { createGuess, didYouMean } from '../base/diagnostics/suggest';
import { listWords } from '../base/text/words';
import { type ModelSpec, unknown } from '../language/model-spec';
import type { CheckedNetwork } from './check-shapes';

/** Reports names in sections that refer to a class or block that does not exist. */
export function checkReferences(network: CheckedNetwork): Diagnostic[] {
  return [...unknownWeightedClasses(network.spec), ...unknownWeightedBlocks(network)];
}

/** Reports names in `data.classWeights` that are not classes, if the spec names its classes. */
function unknownWeightedClasses({ document, data, classes }: ModelSpec): Diagnostic[] {
  if (data === unknown || classes === unknown || classes.names === null) return [];
  const weights = data?.classWeights;
  if (weights === undefined || weights === 'balanced') return [];
  const { names } = classes;
  const known = new Set(names);
  const guess = createGuess();
  return Object.keys(weights)
    .filter((name) => !known.has(name))
    .map((name) => {
      const suggestion = guess(name, names);
      return diagnose(document, 'spec/unknown-key', {
        path: ['data', 'classWeights', name],
        at: 'key',
        message: `unknown class "${name}"${suggestion ? `; did you mean "${suggestion.text}"?` : ''}`,
        ...(suggestion ? { suggestion } : { hint: `the classes are ${listWords(names)}` }),
        related: [{ message: 'the classes are declared here', path: ['classes'] }],
      });
    });
}

/** Reports names in `initialWeights` that are neither blocks nor uses of templates. */
function unknownWeightedBlocks({ spec, graph }: CheckedNetwork): Diagnostic[] {
  const { document, initialWeights, blocks } = spec;
  if (initialWeights === unknown || initialWeights === null || blocks === unknown) return [];
  const names = [...graph.blocks, ...graph.groups].map(({ name }) => name);
  const known = new Set(names);
  const guess = createGuess();
  return (['blocks', 'except'] as const).flatMap((key) =>
    (initialWeights[key] ?? []).flatMap((name, i) => {
      if (known.has(name)) return [];
      const details = didYouMean(
        `unknown block "${name}"`,
        guess(name, names),
        `the blocks are ${listWords(names, 12)}`,
      );
      return [diagnose(document, 'spec/unknown-value', { path: ['initialWeights', key, i], ...details })];
    }),
  );
}
