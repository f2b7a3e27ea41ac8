import type { DiagnosticCode } from '../../base/diagnostics/codes';
import { type Diagnostic, diagnose, type Finding } from '../../base/diagnostics/diagnostic';
import type { Path } from '../../base/source/located-document';
import type { BlockResultClaims } from '../../language/claims';
import type { ModelSpec } from '../../language/model-spec';

/** Claims of one `expect`, and where they are written. */
export interface Claim<C = BlockResultClaims> {
  readonly claims: C;
  readonly path: Path;
}

/** What is said of a claim that fails; its path is relative to the claims. */
interface Failure extends Omit<Finding, 'at' | 'part' | 'suggestion'> {
  readonly code: Extract<DiagnosticCode, `claim/${string}`>;
}

/** The diagnostic of a claim that does not hold: says whose claim it is, then the message. */
export function failed(
  { document }: ModelSpec,
  { claims, path }: Claim<Pick<BlockResultClaims, 'source'>>,
  { code, ...failure }: Failure,
): Diagnostic {
  const whose = claims.source === undefined ? 'the claim' : `the claim of ${claims.source}`;
  return diagnose(document, code, {
    ...failure,
    path: [...path, ...failure.path],
    message: `${whose} does not hold: ${failure.message}`,
  });
}
