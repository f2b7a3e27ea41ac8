import type { Diagnostic } from '../../base/diagnostics/diagnostic';
import type { CheckedNetwork } from '../check-shapes';
import type { GraphNode } from '../layer-graph';
import { checkClaimedNetwork } from './claimed-network';
import { checkClaimedOptions } from './claimed-options';
import { checkClaimedResults } from './claimed-results';
import { subjectOf } from './subject';

/** Holds every `expect` against what the network is, and says what holds instead of each that fails. */
export function checkClaims(network: CheckedNetwork): Diagnostic[] {
  const nodesOf = nodesByBlock(network.graph.nodes);
  return [...checkBlocks(network, nodesOf), ...checkGroups(network, nodesOf), ...checkWholeNetwork(network)];
}

type NodesByBlock = ReadonlyMap<string, readonly GraphNode[]>;

function checkBlocks(network: CheckedNetwork, nodesOf: NodesByBlock): Diagnostic[] {
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

/** Uses of templates and repeated blocks: only results can be claimed of them. */
function checkGroups(network: CheckedNetwork, nodesOf: NodesByBlock): Diagnostic[] {
  return network.graph.groups.flatMap(({ name, spec: { claims: all }, blocks }) => {
    if (all.length === 0) return [];
    const nodes = blocks.flatMap((block) => nodesOf.get(block) ?? []);
    const subject = subjectOf(`"${name}"`, nodes, network);
    return all.flatMap(({ results, path }) =>
      checkClaimedResults(subject, { claims: results, path }, network),
    );
  });
}

function checkWholeNetwork(network: CheckedNetwork): Diagnostic[] {
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
