import { diagnose } from '../../base/diagnostics/diagnostic';
import { didYouMean, guess } from '../../base/diagnostics/suggest';
import { unknown } from '../../language/model-spec';
import type { Rule } from './rule';

/** The section `initialWeights` names blocks, or uses of templates, that there are. */
export const unknownWeightedBlock: Rule = ({ spec: { document, initialWeights, blocks }, graph }) => {
  if (initialWeights === unknown || initialWeights === null || blocks === unknown) return [];
  const names = [...graph.blocks, ...graph.groups].map(({ name }) => name);
  return (['blocks', 'except'] as const).flatMap((key) =>
    (initialWeights[key] ?? []).flatMap((name, i) => {
      if (names.includes(name)) return [];
      const finding = didYouMean(
        `there is no block "${name}"`,
        guess(name, names),
        `the blocks are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`,
      );
      return [diagnose(document, 'spec/unknown-value', { path: ['initialWeights', key, i], ...finding })];
    }),
  );
};
