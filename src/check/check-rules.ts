import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import type { CheckedNetwork } from './check-shapes';
import { networkRules, trainingRules } from './rules';
import type { Rule } from './rules/rule';

/** Holds every rule against the spec. */
export function checkRules(context: CheckedNetwork): Diagnostic[] {
  return [...run(trainingRules, context), ...oncePerPlace(run(networkRules, context))];
}

function run(rules: readonly Rule[], context: CheckedNetwork): Diagnostic[] {
  return rules.flatMap(({ code, check }) =>
    check(context).map((finding) => diagnose(context.spec.document, code, finding)),
  );
}

/** What one written word causes in several layers, in `defaults` say, is one mistake: the first stands for all. */
function oncePerPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const places = new Map<string, { readonly first: Diagnostic; others: number }>();
  for (const diagnostic of diagnostics) {
    const { code, file, range } = diagnostic;
    const place = JSON.stringify([code, file, range]);
    const known = places.get(place);
    if (known) known.others += 1;
    else places.set(place, { first: diagnostic, others: 0 });
  }
  return [...places.values()].map(({ first, others }) =>
    others === 0 ? first : { ...first, message: `${first.message} (and ${others} more like it)` },
  );
}
