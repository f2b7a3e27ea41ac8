import type { DiagnosticCode } from '../../base/diagnostics/codes';
import type { DiagnosticInput } from '../../base/diagnostics/diagnostic';
import type { Path } from '../../base/source/located-document';
import type { BlockResultClaims } from '../../language/claims';
import { type Shape, sizeOf } from '../../layers/shapes';
import type { CheckedNetwork, CheckedNode } from '../check-shapes';
import type { GraphNode } from '../layer-graph';

/** The claims of one `expect`, and their path. */
export interface Claim<C = BlockResultClaims> {
  readonly claims: C;
  readonly path: Path;
}

/** A claim that differs from the network. */
export interface FailedClaim extends Pick<DiagnosticInput, 'path' | 'related'> {
  readonly code: Extract<DiagnosticCode, `claim/${string}`>;
  /** The actual value and the claimed one: `"conv1" has 32 filters, not 96`. */
  readonly message: string;
  /** Where the claim comes from, if it says so. */
  readonly source: string | undefined;
  /** The actual value, as an author would write it in the claim. */
  readonly actual: unknown;
  /**
   * The place that determines the actual value: where an option is set, or the claim itself if nothing else in the spec
   * matters. `null` for what results from many parts of the network.
   */
  readonly cause: Path | null;
}

/** Creates a failed claim. The path of `failure` is relative to the claims. */
export function failed(
  { claims, path }: Claim<Pick<BlockResultClaims, 'source'>>,
  failure: Omit<FailedClaim, 'source'>,
): FailedClaim {
  return { ...failure, path: [...path, ...failure.path], source: claims.source };
}

export const countKeys = ['params', 'trainableParams', 'nonTrainableParams', 'macs'] as const;
export type CountKey = (typeof countKeys)[number];

/** What claims are about (a block, the use of a template, or the network), with its actual output and costs. */
export interface Subject {
  /** Its name in messages. */
  readonly name: string;
  /** Name of its output layer. */
  readonly last: string | null;
  /** `null` if it is unknown. */
  readonly output: Shape | null;
  /** `null` if anything in it is unknown. */
  readonly counts: Readonly<Record<CountKey, number>> | null;
}

/** Creates the subject made up of these layers. */
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
