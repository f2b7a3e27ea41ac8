import {
  type Diagnostic,
  diagnose,
  type RelatedPlace,
  sortDiagnostics,
} from '../../base/diagnostics/diagnostic';
import type { LocatedDocument } from '../../base/source/located-document';
import type { FailedClaim } from './claim';

const hint = 'correct the network, or update the claims with validate-spec --update-claims';

/**
 * Reports failed claims. Claims that one edit can make fail are one diagnostic, with the others as related places:
 *
 * - claims about options that are set in the same place, such as `classes`
 * - claims about what results from the network: shapes, counts and numbers of layers. If only one option differs, they
 *   are related to it, because it is the probable reason.
 */
export function reportFailed(document: LocatedDocument, claims: readonly FailedClaim[]): Diagnostic[] {
  return groups(claims).map((group) =>
    joined(
      group.map((claim) => {
        const from = claim.source === undefined ? '' : ` from ${claim.source}`;
        const { code, message, ...rest } = claim;
        return diagnose(document, code, { ...rest, message: `claim${from} failed: ${message}`, hint });
      }),
    ),
  );
}

/** Reports claims that are only false because values of the spec are overridden, as notes. */
export function reportOverridden(document: LocatedDocument, claims: readonly FailedClaim[]): Diagnostic[] {
  const { overrides } = document;
  const [only] = overrides;
  const reason = overrides.length === 1 && only !== undefined ? only : 'these overrides';
  return groups(claims).map((group) =>
    joined(
      group.map(({ message, source, path }) => {
        const from = source === undefined ? '' : ` from ${source}`;
        return diagnose(document, 'claim/overridden', {
          path,
          message: `claim${from} is not true with ${reason}: ${message}`,
        });
      }),
    ),
  );
}

function groups(claims: readonly FailedClaim[]): FailedClaim[][] {
  const byCause = new Map<string, FailedClaim[]>();
  for (const claim of claims) {
    const key = JSON.stringify(claim.cause);
    const group = byCause.get(key);
    if (group) group.push(claim);
    else byCause.set(key, [claim]);
  }
  const results = byCause.get('null');
  const options = [...byCause.values()].filter((group) => group[0]?.code === 'claim/option');
  const [only] = options;
  if (results && only && options.length === 1) {
    byCause.delete('null');
    only.push(...results);
  }
  return [...byCause.values()];
}

/** A template is claimed about once per use, so a claim can fail very often. */
const maxRelated = 50;

/** Joins diagnostics into the first of them, in the order of the text, but options before what results from them. */
function joined(diagnostics: readonly Diagnostic[]): Diagnostic {
  const sorted = sortDiagnostics(diagnostics);
  const first = (sorted.find(({ code }) => code === 'claim/option') ?? sorted[0]) as Diagnostic;
  const others = sorted
    .filter((diagnostic) => diagnostic !== first)
    .map(({ message, file, range }): RelatedPlace => ({ message, file, range }));
  const omitted = others.length - maxRelated;
  const shown = others
    .slice(0, maxRelated)
    .map((place, i) =>
      omitted > 0 && i === maxRelated - 1
        ? { ...place, message: `${place.message} (and ${omitted} more failed claims)` }
        : place,
    );
  return { ...first, related: [...first.related, ...shown] };
}
