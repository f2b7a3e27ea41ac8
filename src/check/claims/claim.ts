import type { DiagnosticCode } from '../../base/diagnostics/codes';
import { type Diagnostic, diagnose, type Finding } from '../../base/diagnostics/diagnostic';
import type { Path } from '../../base/source/located-document';
import type { BlockResultClaims } from '../../language/claims';
import type { ModelSpec } from '../../language/model-spec';
import { type Shape, sizeOf } from '../../layers/shapes';
import type { CheckedNetwork, CheckedNode } from '../check-shapes';
import type { GraphNode } from '../layer-graph';

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

export const countKeys = ['params', 'trainableParams', 'nonTrainableParams', 'macs'] as const;
export type CountKey = (typeof countKeys)[number];

/** What claims are about, and what it really yields and costs: a block, the use of a template, or the network. */
export interface Subject {
  /** As messages call it. */
  readonly name: string;
  /** The layer that yields its output. */
  readonly last: string | null;
  /** `null` when it is unknown. */
  readonly output: Shape | null;
  /** `null` when something in it is unknown. */
  readonly counts: Readonly<Record<CountKey, number>> | null;
}

/** The subject that these layers make up. */
export function subjectOf(
  name: string,
  nodes: readonly GraphNode[],
  { graph, shapes }: CheckedNetwork,
): Subject {
  const last = nodes.at(-1)?.name ?? null;
  const checked = nodes.flatMap((node) => shapes.get(node.name) ?? []);
  const known = checked.length === nodes.length && nodes.every((node) => node.complete);
  return {
    name,
    last,
    output: last === null ? null : (shapes.get(last)?.outputShape ?? null),
    counts: known && graph.blocks.length > 0 ? countsOf(checked) : null,
  };
}

function countsOf(nodes: readonly CheckedNode[]): Record<CountKey, number> {
  const weights = nodes.flatMap((node) => node.weights);
  const total = (list: typeof weights) => list.reduce((count, weight) => count + sizeOf(weight.shape), 0);
  return {
    params: total(weights),
    trainableParams: total(weights.filter((weight) => weight.trainable)),
    nonTrainableParams: total(weights.filter((weight) => !weight.trainable)),
    macs: nodes.reduce((count, node) => count + node.macs, 0),
  };
}
