import type { Path } from '../../base/source/located-document';
import { formatCount } from '../../base/text/format-numbers';
import type { ClaimedCount } from '../../language/claims';
import { once } from '../../language/kind-schemas';
import { type Padding, type Shape, shapeText, sizeOf } from '../../layers/shapes';
import { type CheckedNetwork, type CheckedNode, checkShapes } from '../check-shapes';
import type { GraphNode, LayerGraph } from '../layer-graph';
import { type Claim, type CountKey, countKeys, type FailedClaim, failed, type Subject } from './claim';

const countWords: Record<CountKey, string> = {
  params: 'parameters',
  trainableParams: 'trainable parameters',
  nonTrainableParams: 'non-trainable parameters',
  macs: 'multiply-adds',
};

/** Checks the claimed output and counts of a subject against the actual ones. */
export function checkClaimedResults(subject: Subject, claim: Claim, network: CheckedNetwork): FailedClaim[] {
  return [...checkOutput(subject, claim, network), ...checkCounts(subject, claim, network)];
}

function checkOutput(subject: Subject, claim: Claim, network: CheckedNetwork): FailedClaim[] {
  const { output } = subject;
  const claimed = claim.claims.output;
  if (claimed === undefined || output === null || agrees(output, claimed)) return [];
  const isCount = 'value' in claimed;
  const received = isCount ? claimedText(claimed, ' values') : shapeText(claimed);
  return [
    failed(claim, {
      code: 'claim/output',
      path: ['output'],
      message: `${subject.name} outputs ${shapeText(output)}, not ${received}${otherPadding(subject, output, network, claimed)}`,
      related: recognize(isCount ? claimed : { value: sizeOf(claimed) }, network),
      actual: isCount ? sizeOf(output) : output,
      cause: null,
    }),
  ];
}

function checkCounts(subject: Subject, claim: Claim, network: CheckedNetwork): FailedClaim[] {
  const { name, counts, output } = subject;
  if (counts === null) return [];
  return countKeys.flatMap((key) => {
    const claimed = claim.claims[key];
    if (claimed === undefined || claimed.value === counts[key]) return [];
    const outputs =
      counts.params === 0 && output
        ? `; it outputs ${shapeText(output)}${otherPadding(subject, output, network)}`
        : '';
    return [
      failed(claim, {
        code: key === 'macs' ? 'claim/macs' : 'claim/params',
        path: [key],
        message: `${name} has ${formatCount(counts[key])} ${countWords[key]}, not ${claimedText(claimed)}${outputs}`,
        related: recognize(claimed, network),
        actual: counts[key],
        // A flatten has no parameters, whatever else changes.
        cause: key !== 'macs' && counts.params === 0 ? [...claim.path, key] : null,
      }),
    ];
  });
}

/**
 * Describes the output with the other padding in every convolution, the most common reason for a wrong claim. Returns
 * text only if that makes `claimed` true, or, without a claimed shape, if all convolutions have the same padding.
 */
function otherPadding(
  { last }: Subject,
  output: Shape,
  network: CheckedNetwork,
  claimed?: Shape | ClaimedCount,
): string {
  if (last === null) return '';
  const { count, others } = otherPaddings(network);
  if (claimed === undefined && count !== 1) return '';
  return others
    .flatMap(({ padding, shapes }) => {
      const shape = shapes.get(last)?.outputShape;
      const explains =
        shape && (claimed === undefined ? shapeText(shape) !== shapeText(output) : agrees(shape, claimed));
      return explains
        ? [`; with padding "${padding}" in every conv it would output ${shapeText(shape)}`]
        : [];
    })
    .join('');
}

/**
 * The number of different paddings of the convolutions, and the shapes with each other one. Computed once for all claims
 * of a network.
 */
const otherPaddings = once(({ graph, spec }: CheckedNetwork) => {
  const paddings = new Set(
    graph.nodes.flatMap(({ layer }) => (layer?.kind === 'conv2d' ? [layer.config.padding] : [])),
  );
  const others = (['valid', 'same'] as const)
    .filter((padding) => paddings.size > 1 || (paddings.size === 1 && !paddings.has(padding)))
    .map((padding) => ({ padding, shapes: checkShapes(withPadding(graph, padding), spec).shapes }));
  return { count: paddings.size, others };
});

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

/** Whether a claimed output, a shape or a number of values, matches a shape. */
function agrees(output: Shape, claimed: Shape | ClaimedCount): boolean {
  return 'value' in claimed ? sizeOf(output) === claimed.value : shapeText(output) === shapeText(claimed);
}

/** What a claimed number actually counts, and where. */
interface Recognized {
  readonly message: string;
  readonly path: Path;
}

/**
 * Finds what a claimed number actually counts in this network: weights of a layer, values of an output, multiply-adds.
 * Numbers below 100 occur everywhere, so they are not looked up.
 */
function recognize(claimed: ClaimedCount, network: CheckedNetwork): Recognized[] {
  const found = claimed.value < 100 ? undefined : meanings(network).get(claimed.value);
  if (found === undefined) return [];
  const text = claimed.text === undefined ? '' : ` = ${claimed.text}`;
  return [{ message: `${formatCount(claimed.value)}${text} ${found.meaning}`, path: found.node.path }];
}

/** The first meaning of every number in a network. */
const meanings = once(({ shapes }: CheckedNetwork) => {
  const found = new Map<number, { readonly meaning: string; readonly node: GraphNode }>();
  for (const checked of shapes.values()) {
    for (const [value, meaning] of meaningsIn(checked))
      if (!found.has(value)) found.set(value, { meaning, node: checked.node });
  }
  return found;
});

function meaningsIn({ node, weights, outputShape, macs }: CheckedNode): [value: number, meaning: string][] {
  const total = weights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
  return [
    ...weights
      .filter(({ shape }) => shape.length > 1)
      .map(({ name, shape }): [number, string] => [
        sizeOf(shape),
        `is the number of ${name} weights of "${node.name}" (${shape.join('×')})`,
      ]),
    ...(weights.length > 1
      ? [
          [total, `is the number of parameters of "${node.name}", including biases`] satisfies [
            number,
            string,
          ],
        ]
      : []),
    [
      sizeOf(outputShape),
      `is the number of values in the output of "${node.name}", ${shapeText(outputShape)}`,
    ],
    [macs, `is the number of multiply-adds of "${node.name}"`],
  ];
}
