import type { DiagnosticCode } from '../base/diagnostics/codes';
import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import { didYouMean, misspelling } from '../base/diagnostics/suggest';
import type { Path } from '../base/source/located-document';
import { formatCount } from '../base/text/format-numbers';
import { isRecord } from '../base/values';
import type { BlockResultClaims, ClaimedCount, ModelClaims } from '../language/claims';
import { type BlockClaims, type ModelSpec, unknown } from '../language/model-spec';
import { describe } from '../language/report-issues';
import { shapeFacets } from '../layers/shape-facets';
import { type Padding, type Shape, shapeText, sizeOf } from '../layers/shapes';
import { type CheckedNode, type CheckedShapes, checkShapes } from './check-shapes';
import type { GraphNode, LayerGraph } from './layer-graph';
import { type Recognised, recognise } from './recognise';
import type { UnfoldedBlock } from './unfold';

interface Actual {
  readonly subject: string;
  /** The layer that yields its output. */
  readonly last: string | null;
  /** `null` when something in it is unknown. */
  readonly output: Shape | null;
  readonly counts: Readonly<Record<CountKey, number>> | null;
}

const countKeys = ['params', 'trainableParams', 'nonTrainableParams', 'macs'] as const;
type CountKey = (typeof countKeys)[number];

const countWords: Record<CountKey, string> = {
  params: 'parameters',
  trainableParams: 'trainable parameters',
  nonTrainableParams: 'non-trainable parameters',
  macs: 'multiply-adds',
};

/** Holds every `expect` against what the network is, and says what holds instead of each that fails. */
export function checkClaims(graph: LayerGraph, shapes: CheckedShapes, spec: ModelSpec): Diagnostic[] {
  const { document } = spec;
  const diagnostics: Diagnostic[] = [];
  const fail = (
    code: DiagnosticCode,
    path: Path,
    claims: { readonly source?: string | undefined },
    message: string,
    related: readonly Recognised[] = [],
    hint?: string,
  ) => {
    const whose = claims.source === undefined ? 'the claim' : `the claim of ${claims.source}`;
    diagnostics.push(
      diagnose(document, code, { path, message: `${whose} does not hold: ${message}`, related, hint }),
    );
  };

  const nodesOf = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) nodesOf.set(node.block, [...(nodesOf.get(node.block) ?? []), node]);
  for (const unfolded of graph.blocks) {
    const { name, spec: block } = unfolded;
    if (block.claims.length === 0) continue;
    const actual = actualOf(nodesOf.get(name) ?? [], `"${name}"`);
    for (const claims of block.claims) {
      checkOptions(unfolded, claims);
      checkResults(actual, claims.results, claims.path);
    }
  }
  for (const { name, spec: group, blocks } of graph.groups) {
    if (group.claims.length === 0) continue;
    const nodes = blocks.flatMap((block) => nodesOf.get(block) ?? []);
    const actual = actualOf(nodes, `"${name}"`);
    for (const claims of group.claims) checkResults(actual, claims.results, claims.path);
  }
  const whole = actualOf(graph.nodes, 'the network');
  for (const { claims, path } of spec.claims) {
    checkResults(whole, claims, path);
    checkNetwork(claims, path);
  }
  return diagnostics;

  function actualOf(nodes: readonly GraphNode[], subject: string): Actual {
    const checked = nodes.map((node) => shapes.get(node.name));
    const known = checked.every((node) => node !== undefined) && graph.blocks.length > 0;
    const counts = known && nodes.every((node) => node.complete) ? sum(checked as CheckedNode[]) : null;
    const last = nodes.at(-1)?.name;
    return { subject, last: last ?? null, output: shapes.get(last ?? '')?.outputShape ?? null, counts };
  }

  function checkOptions({ name, spec: block, trainable }: UnfoldedBlock, claims: BlockClaims): void {
    if (block.options === unknown || !block.complete || spec.classes === unknown) return;
    const options: Readonly<Record<string, unknown>> = { trainable, ...block.options };
    const { count } = spec.classes;
    for (const [key, claimed] of Object.entries(claims.options)) {
      const actual = options[key] === 'classes' ? count : options[key];
      if (JSON.stringify(claimed === 'classes' ? count : claimed) === JSON.stringify(actual)) continue;
      const instead =
        key === 'kernel' && sizeIn(options.pool) === JSON.stringify(claimed)
          ? `: ${optionText(claimed)} is the size of its pool`
          : '';
      const message = `"${name}" ${difference(key, actual, claimed === 'classes' ? count : claimed)}${instead}`;
      const written = block.written([key]);
      const related = written.at(-1) === key ? [{ message: `its "${key}" is set here`, path: written }] : [];
      fail(
        'claim/option',
        [...claims.path, key],
        claims.results,
        message,
        related,
        'correct the claim, or the block',
      );
    }
  }

  function checkResults(actual: Actual, claims: BlockResultClaims | ModelClaims, path: Path): void {
    if (claims.output !== undefined && actual.output !== null)
      checkOutput(actual, actual.output, claims.output, [...path, 'output'], claims);
    for (const key of countKeys) {
      const claimed = claims[key];
      if (claimed === undefined || !actual.counts || claimed.value === actual.counts[key]) continue;
      const yields =
        actual.counts.params === 0 && actual.output
          ? `; it yields ${shapeText(actual.output)}${otherPadding(actual, actual.output)}`
          : '';
      fail(
        key === 'macs' ? 'claim/macs' : 'claim/params',
        [...path, key],
        claims,
        `${actual.subject} has ${formatCount(actual.counts[key])} ${countWords[key]}, not ${claimedText(claimed)}${yields}`,
        recognise(claimed, shapes),
      );
    }
  }

  function checkOutput(
    actual: Actual,
    output: Shape,
    claimed: Shape | ClaimedCount,
    path: Path,
    claims: BlockResultClaims,
  ): void {
    const count = 'value' in claimed ? claimed : null;
    if (agrees(output, claimed)) return;
    const received = count ? claimedText(count, ' values') : shapeText(claimed as Shape);
    const number = count ?? { value: sizeOf(claimed as Shape) };
    fail(
      'claim/output',
      path,
      claims,
      `${actual.subject} yields ${shapeText(output)}, not ${received}${otherPadding(actual, output, claimed)}`,
      recognise(number, shapes),
      `expect: { output: ${shapeText(output)} } would hold`,
    );
  }

  /**
   * What the output would be with the other padding in every convolution, the commonest reason of a wrong claim: said
   * where it makes `claimed` true, and without a claimed shape where all convolutions are padded alike.
   */
  function otherPadding(actual: Actual, output: Shape, claimed?: Shape | ClaimedCount): string {
    const { last } = actual;
    if (last === null) return '';
    const paddings = new Set(
      graph.nodes.flatMap(({ layer }) => (layer?.kind === 'conv2d' ? [layer.config.padding] : [])),
    );
    if (claimed === undefined && paddings.size !== 1) return '';
    return (['valid', 'same'] as const)
      .filter((padding) => paddings.size > 1 || !paddings.has(padding))
      .flatMap((padding) => {
        const shape = checkShapes(withPadding(graph, padding), spec).shapes.get(last)?.outputShape;
        const tells =
          shape && (claimed === undefined ? shapeText(shape) !== shapeText(output) : agrees(shape, claimed));
        return tells ? [`; with padding ${padding} in every conv it would yield ${shapeText(shape)}`] : [];
      })
      .join('');
  }

  function checkNetwork(claims: ModelClaims, path: Path): void {
    if (
      claims.input !== undefined &&
      spec.input !== unknown &&
      shapeText(claims.input) !== shapeText(spec.input.shape)
    ) {
      fail(
        'claim/option',
        [...path, 'input'],
        claims,
        `the input is ${shapeText(spec.input.shape)}, not ${shapeText(claims.input)}`,
      );
    }
    if (
      claims.classes !== undefined &&
      spec.classes !== unknown &&
      claims.classes.value !== spec.classes.count
    ) {
      fail(
        'claim/option',
        [...path, 'classes'],
        claims,
        `there are ${spec.classes.count} classes, not ${claims.classes.value}`,
      );
    }
    for (const [kind, claimed] of Object.entries(claims.layers ?? {})) {
      if (!Object.hasOwn(shapeFacets, kind)) {
        const near = misspelling(kind, Object.keys(shapeFacets));
        diagnostics.push(
          diagnose(document, 'spec/unknown-key', {
            path: [...path, 'layers', kind],
            at: 'key',
            ...didYouMean(
              `unknown kind of layer "${kind}"`,
              near,
              `the kinds are ${Object.keys(shapeFacets).join(', ')}`,
            ),
          }),
        );
        continue;
      }
      const actual = graph.nodes.filter((node) => node.layer?.kind === kind).length;
      if (actual !== claimed.value && graph.nodes.every((node) => node.layer !== null && node.complete)) {
        fail(
          'claim/layers',
          [...path, 'layers', kind],
          claims,
          `the network has ${actual} ${kind} layer${actual === 1 ? '' : 's'}, not ${claimed.value}`,
        );
      }
    }
  }
}

function sum(nodes: readonly CheckedNode[]): Record<CountKey, number> {
  const weights = nodes.flatMap((node) => node.weights);
  const total = (list: typeof weights) => list.reduce((count, weight) => count + sizeOf(weight.shape), 0);
  return {
    params: total(weights),
    trainableParams: total(weights.filter((weight) => weight.trainable)),
    nonTrainableParams: total(weights.filter((weight) => !weight.trainable)),
    macs: nodes.reduce((count, node) => count + node.macs, 0),
  };
}

function withPadding(graph: LayerGraph, padding: Padding): LayerGraph {
  const nodes = graph.nodes.map((node) =>
    node.layer?.kind === 'conv2d'
      ? { ...node, layer: { ...node.layer, config: { ...node.layer.config, padding } } }
      : node,
  );
  return { ...graph, nodes };
}

function claimedText({ value, text }: ClaimedCount, noun = ''): string {
  return `${formatCount(value)}${noun}${text === undefined ? '' : ` (${text})`}`;
}

/** Whether a claim about an output, a shape or a number of values, holds of a shape. */
function agrees(output: Shape, claimed: Shape | ClaimedCount): boolean {
  return 'value' in claimed ? sizeOf(output) === claimed.value : shapeText(output) === shapeText(claimed);
}

/** `has 32 filters, not 96`; of options with parts, such as a pool, only the parts that differ. */
function difference(key: string, actual: unknown, claimed: unknown): string {
  if (isRecord(actual) && isRecord(claimed)) {
    const parts = Object.keys(actual).filter(
      (part) => optionText(actual[part]) !== optionText(claimed[part]),
    );
    const list = (options: Record<string, unknown>) =>
      parts.map((part) => `${part} ${optionText(options[part])}`).join(', ');
    return `has a ${key} of ${list(actual)}, not of ${list(claimed)}`;
  }
  if (actual === false && isRecord(claimed)) return `has no ${key}`;
  if (claimed === false && isRecord(actual)) return `has a ${key}: ${optionText(actual)}`;
  const counted = typeof actual === 'number' && key.endsWith('s');
  const has = counted ? `${formatCount(actual)} ${key}` : `${key} ${optionText(actual)}`;
  return `has ${has}, not ${typeof claimed === 'number' ? formatCount(claimed) : optionText(claimed)}`;
}

/** An option as an author would write it: one number for a pair of equal ones. */
function optionText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length === 2 && value[0] === value[1]) return describe(value[0]);
  if (!isRecord(value)) return describe(value);
  const parts = Object.entries(value).map(([key, inner]) => `${key}: ${optionText(inner)}`);
  return `{ ${parts.join(', ')} }`;
}

/** The size of a pool option, as JSON. */
function sizeIn(pool: unknown): string | null {
  return typeof pool === 'object' && pool !== null && 'size' in pool ? JSON.stringify(pool.size) : null;
}
