import type { ElkNode } from 'elkjs/lib/elk-api';
import type { DiagramFrame } from './diagram-graph';
import type { DiagramDirection, Figure, Point } from './figure';
import { figureGap, framePadding } from './placed';
import type { Section } from './sections';

/** The id of the section's input; no node can have this name. */
export const entryId = ' entry';
const entry = { width: 0, height: 0, enter: { x: 0, y: 0 }, leave: { x: 0, y: 0 } };

/** An edge of a section, between names of nodes or from {@link entryId}. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** The edges of a section, including those from its input. */
export function edgesOf({ nodes, source }: Section): readonly Edge[] {
  return nodes.flatMap(({ name, inputs }) =>
    inputs.map((input) => ({ from: input === source ? entryId : input, to: name })),
  );
}

/** Converts a section to ELK's format: figures are boxes with a port on either side, the section's input is a point. */
export function elkGraph(
  section: Section,
  figures: ReadonlyMap<string, Figure>,
  edges: readonly Edge[],
  direction: DiagramDirection,
): ElkNode {
  const mainPath = longestPath(section);
  return {
    id: ' root',
    layoutOptions: optionsFor(direction),
    children: nested(section, figures, direction),
    edges: edges.map(({ from, to }, i) => ({
      id: String(i),
      sources: [`${from} out`],
      targets: [`${to} in`],
      layoutOptions: mainPath.get(to) === from ? mainEdge : {},
    })),
  };
}

/** For each node on the longest path from the section's input to its output, the preceding node on that path. */
function longestPath({ nodes, source }: Section): ReadonlyMap<string, string> {
  const lengths = new Map<string, number>();
  const before = new Map<string, string>();
  for (const { name, inputs } of nodes) {
    const [best] = [...inputs].sort((a, b) => (lengths.get(b) ?? 0) - (lengths.get(a) ?? 0));
    lengths.set(name, 1 + (best === undefined ? 0 : (lengths.get(best) ?? 0)));
    if (best !== undefined) before.set(name, best === source ? entryId : best);
  }
  const path = new Map<string, string>();
  for (let name = nodes.at(-1)?.name; name !== undefined; name = path.get(name)) {
    const previous = before.get(name);
    if (previous !== undefined) path.set(name, previous);
  }
  return path;
}

/** Options of edges that should be straight. */
const mainEdge = { 'elk.layered.priority.straightness': '10', 'elk.layered.priority.direction': '10' };

function optionsFor(direction: DiagramDirection): Readonly<Record<string, string>> {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction === 'right' ? 'RIGHT' : 'DOWN',
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
    'elk.randomSeed': '1',
    'elk.padding': '[top=0,left=0,bottom=0,right=0]',
    'elk.json.shapeCoords': 'ROOT',
    'elk.json.edgeCoords': 'ROOT',
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
    'elk.layered.nodePlacement.favorStraightEdges': 'true',
    'elk.layered.spacing.nodeNodeBetweenLayers': String(figureGap),
    'elk.layered.spacing.edgeNodeBetweenLayers': '10',
    'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
    'elk.spacing.nodeNode': '14',
    'elk.spacing.edgeNode': '12',
    'elk.spacing.edgeEdge': '8',
  };
}

/** The section's nodes for ELK, nested in their frames. */
function nested(
  { nodes, frames, source }: Section,
  figures: ReadonlyMap<string, Figure>,
  direction: DiagramDirection,
): ElkNode[] {
  const root = source === null ? [] : [elkNode(entryId, entry, direction)];
  const { top, right, bottom, left } = framePadding;
  const padding = `[top=${top},left=${left},bottom=${bottom},right=${right}]`;
  const children = new Map<string | null, ElkNode[]>([[null, root]]);
  const frameOf = (name: string, among: readonly DiagramFrame[]) =>
    among.findLast((frame) => frame.nodes.includes(name))?.name ?? null;
  for (const [i, frame] of frames.entries()) {
    const inside: ElkNode[] = [];
    children.set(frame.name, inside);
    const parent = frameOf(frame.nodes[0] ?? '', frames.slice(0, i));
    children.get(parent)?.push({
      id: `${frame.name} frame`,
      children: inside,
      layoutOptions: { 'elk.padding': padding },
    });
  }
  for (const { name } of nodes) {
    const figure = figures.get(name);
    if (figure) children.get(frameOf(name, frames))?.push(elkNode(name, figure, direction));
  }
  return root;
}

/** A box with a port on either side, where edges meet the figure. */
function elkNode(
  name: string,
  { width, height, enter, leave }: Pick<Figure, 'width' | 'height' | 'enter' | 'leave'>,
  direction: DiagramDirection,
): ElkNode {
  const right = direction === 'right';
  const port = (what: string, side: string, at: Point) => ({
    id: `${name} ${what}`,
    width: 0,
    height: 0,
    ...at,
    layoutOptions: { 'elk.port.side': side },
  });
  return {
    id: name,
    width,
    height,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: [
      port('in', right ? 'WEST' : 'NORTH', right ? { x: 0, y: enter.y } : { x: enter.x, y: 0 }),
      port('out', right ? 'EAST' : 'SOUTH', right ? { x: width, y: leave.y } : { x: leave.x, y: height }),
    ],
  };
}
