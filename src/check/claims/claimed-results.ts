import type { Diagnostic } from '../../base/diagnostics/diagnostic';
import type { Path } from '../../base/source/located-document';
import { formatCount } from '../../base/text/format-numbers';
import type { ClaimedCount } from '../../language/claims';
import { type Padding, type Shape, shapeText, sizeOf } from '../../layers/shapes';
import { type CheckedNetwork, type CheckedNode, type CheckedShapes, checkShapes } from '../check-shapes';
import type { LayerGraph } from '../layer-graph';
import { type Claim, type CountKey, countKeys, failed, type Subject } from './claim';

const countWords: Record<CountKey, string> = {
  params: 'parameters',
  trainableParams: 'trainable parameters',
  nonTrainableParams: 'non-trainable parameters',
  macs: 'multiply-adds',
};

/** Checks the claimed output and counts of a subject against the actual ones. */
export function checkClaimedResults(subject: Subject, claim: Claim, network: CheckedNetwork): Diagnostic[] {
  return [...checkOutput(subject, claim, network), ...checkCounts(subject, claim, network)];
}

function checkOutput(subject: Subject, claim: Claim, network: CheckedNetwork): Diagnostic[] {
  const { output } = subject;
  const claimed = claim.claims.output;
  if (claimed === undefined || output === null || agrees(output, claimed)) return [];
  const isCount = 'value' in claimed;
  const received = isCount ? claimedText(claimed, ' values') : shapeText(claimed);
  return [
    failed(network.spec, claim, {
      code: 'claim/output',
      path: ['output'],
      message: `${subject.name} outputs ${shapeText(output)}, not ${received}${otherPadding(subject, output, network, claimed)}`,
      related: recognize(isCount ? claimed : { value: sizeOf(claimed) }, network.shapes),
      hint: `correct the network, or write expect: { output: ${shapeText(output)} }`,
    }),
  ];
}

function checkCounts(subject: Subject, claim: Claim, network: CheckedNetwork): Diagnostic[] {
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
      failed(network.spec, claim, {
        code: key === 'macs' ? 'claim/macs' : 'claim/params',
        path: [key],
        message: `${name} has ${formatCount(counts[key])} ${countWords[key]}, not ${claimedText(claimed)}${outputs}`,
        related: recognize(claimed, network.shapes),
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
  { graph, spec }: CheckedNetwork,
  claimed?: Shape | ClaimedCount,
): string {
  if (last === null) return '';
  const paddings = new Set(
    graph.nodes.flatMap(({ layer }) => (layer?.kind === 'conv2d' ? [layer.config.padding] : [])),
  );
  if (claimed === undefined && paddings.size !== 1) return '';
  return (['valid', 'same'] as const)
    .filter((padding) => paddings.size > 1 || !paddings.has(padding))
    .flatMap((padding) => {
      const shape = checkShapes(withPadding(graph, padding), spec).shapes.get(last)?.outputShape;
      const explains =
        shape && (claimed === undefined ? shapeText(shape) !== shapeText(output) : agrees(shape, claimed));
      return explains
        ? [`; with padding "${padding}" in every conv it would output ${shapeText(shape)}`]
        : [];
    })
    .join('');
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
function recognize(claimed: ClaimedCount, shapes: CheckedShapes): Recognized[] {
  if (claimed.value < 100) return [];
  for (const checked of shapes.values()) {
    const found = meaningIn(checked, claimed.value);
    const text = claimed.text === undefined ? '' : ` = ${claimed.text}`;
    if (found !== null)
      return [{ message: `${formatCount(claimed.value)}${text} ${found}`, path: checked.node.path }];
  }
  return [];
}

function meaningIn({ node, weights, outputShape, macs }: CheckedNode, value: number): string | null {
  for (const weight of weights) {
    if (sizeOf(weight.shape) === value && weight.shape.length > 1) {
      return `is the number of ${weight.name} weights of "${node.name}" (${weight.shape.join('×')})`;
    }
  }
  if (weights.length > 1 && weights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0) === value) {
    return `is the number of parameters of "${node.name}", including biases`;
  }
  if (sizeOf(outputShape) === value)
    return `is the number of values in the output of "${node.name}", ${shapeText(outputShape)}`;
  return macs === value ? `is the number of multiply-adds of "${node.name}"` : null;
}
