import { type Diagnostic, diagnose } from '../../base/diagnostics/diagnostic';
import { didYouMean, misspelling } from '../../base/diagnostics/suggest';
import { plural } from '../../base/text/words';
import { countEach } from '../../base/values';
import type { ModelClaims } from '../../language/claims';
import { once } from '../../language/kind-schemas';
import { type ModelSpec, unknown } from '../../language/model-spec';
import { kinds as layerKinds } from '../../layers/kinds';
import { shapeText } from '../../layers/shapes';
import type { CheckedNetwork } from '../check-shapes';
import type { GraphNode, LayerGraph } from '../layer-graph';
import { type Claim, type FailedClaim, failed, subjectOf } from './claim';
import { checkClaimedOptions } from './claimed-options';
import { checkClaimedResults } from './claimed-results';

/** Checks every claim in `expect` against the actual network. Returns those that fail. */
export function checkClaims(network: CheckedNetwork): FailedClaim[] {
  const nodesOf = nodesByBlock(network.graph.nodes);
  return [...checkBlocks(network, nodesOf), ...checkGroups(network, nodesOf), ...checkWholeNetwork(network)];
}

/** Reports claims about kinds of layers that do not exist. */
export function checkClaimedKinds({ claims, document }: ModelSpec): Diagnostic[] {
  const kinds = Object.keys(layerKinds);
  return claims.flatMap(({ claims: { layers = {} }, path }) =>
    Object.keys(layers)
      .filter((kind) => !isLayerKind(kind))
      .map((kind) =>
        diagnose(document, 'spec/unknown-key', {
          path: [...path, 'layers', kind],
          at: 'key',
          ...didYouMean(
            `unknown layer kind "${kind}"`,
            misspelling(kind, kinds),
            `the kinds are ${kinds.join(', ')}`,
          ),
        }),
      ),
  );
}

function isLayerKind(word: string): boolean {
  return Object.hasOwn(layerKinds, word);
}

type NodesByBlock = ReadonlyMap<string, readonly GraphNode[]>;

function checkBlocks(network: CheckedNetwork, nodesOf: NodesByBlock): FailedClaim[] {
  const { graph, spec } = network;
  return graph.blocks.flatMap((block) => {
    const { name } = block;
    const { claims: all } = block.spec;
    if (all.length === 0) return [];
    const subject = subjectOf(`"${name}"`, nodesOf.get(name) ?? [], network);
    return all.flatMap((claims) => [
      ...checkClaimedOptions(block, claims, spec),
      ...checkClaimedResults(subject, { claims: claims.results, path: claims.path }, network),
    ]);
  });
}

/** Checks uses of templates and repeated blocks. Only results can be claimed about them. */
function checkGroups(network: CheckedNetwork, nodesOf: NodesByBlock): FailedClaim[] {
  return network.graph.groups.flatMap(({ name, spec: { claims: all }, blocks }) => {
    if (all.length === 0) return [];
    const nodes = blocks.flatMap((block) => nodesOf.get(block) ?? []);
    const subject = subjectOf(`"${name}"`, nodes, network);
    return all.flatMap(({ results, path }) =>
      checkClaimedResults(subject, { claims: results, path }, network),
    );
  });
}

function checkWholeNetwork(network: CheckedNetwork): FailedClaim[] {
  const { graph, spec } = network;
  const subject = subjectOf('the network', graph.nodes, network);
  return spec.claims.flatMap((claim) => [
    ...checkClaimedResults(subject, claim, network),
    ...checkClaimedNetwork(claim, spec, graph),
  ]);
}

function nodesByBlock(nodes: readonly GraphNode[]): NodesByBlock {
  const byBlock = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    const own = byBlock.get(node.block);
    if (own) own.push(node);
    else byBlock.set(node.block, [node]);
  }
  return byBlock;
}

/** Checks claims that only exist for the whole network: its input, classes and numbers of layers. */
function checkClaimedNetwork(claim: Claim<ModelClaims>, spec: ModelSpec, graph: LayerGraph): FailedClaim[] {
  return [...checkInput(claim, spec), ...checkClasses(claim, spec), ...checkLayers(claim, graph)];
}

function checkInput(claim: Claim<ModelClaims>, spec: ModelSpec): FailedClaim[] {
  const { input: claimed } = claim.claims;
  if (claimed === undefined || spec.input === unknown) return [];
  const [actual, wanted] = [shapeText(spec.input.shape), shapeText(claimed)];
  if (actual === wanted) return [];
  const message = `the input is ${actual}, not ${wanted}`;
  return [
    failed(claim, {
      code: 'claim/option',
      path: ['input'],
      message,
      actual: spec.input.shape,
      cause: ['input', 'shape'],
    }),
  ];
}

function checkClasses(claim: Claim<ModelClaims>, spec: ModelSpec): FailedClaim[] {
  const claimed = claim.claims.classes?.value;
  if (claimed === undefined || spec.classes === unknown || claimed === spec.classes.count) return [];
  const message = `the spec has ${spec.classes.count} classes, not ${claimed}`;
  return [
    failed(claim, {
      code: 'claim/option',
      path: ['classes'],
      message,
      actual: spec.classes.count,
      cause: ['classes'],
    }),
  ];
}

/** The number of layers of each kind; `complete` if every layer is known. */
const layerCounts = once(({ nodes }: LayerGraph) => ({
  counts: countEach<string>(nodes.map(({ layer }) => layer?.kind)),
  complete: nodes.every((node) => node.layer !== null && node.complete),
}));

function checkLayers(claim: Claim<ModelClaims>, graph: LayerGraph): FailedClaim[] {
  const { counts, complete } = layerCounts(graph);
  return Object.entries(claim.claims.layers ?? {}).flatMap(([kind, { value }]) => {
    const actual = counts.get(kind) ?? 0;
    if (actual === value || !complete || !isLayerKind(kind)) return [];
    const message = `the network has ${actual} ${kind} ${plural(actual, 'layer')}, not ${value}`;
    return [failed(claim, { code: 'claim/layers', path: ['layers', kind], message, actual, cause: null })];
  });
}
