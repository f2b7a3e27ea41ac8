import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';
import type { DiagramNode } from './diagram-graph';
import { type Edge, edgesOf, elkGraph, entryId } from './elk-graph';
import type { Box, DiagramDirection, Figure, Point } from './figure';
import { moved, type PlacedSection, titleInset } from './placed';
import type { Section } from './sections';

/** Lays out the figures of a section with ELK's layered algorithm. */
export async function layoutSection(
  elk: ELK,
  section: Section,
  figureOf: (node: DiagramNode) => Figure,
  direction: DiagramDirection,
): Promise<PlacedSection> {
  const [only, ...others] = section.nodes;
  if (only && others.length === 0) return alone(only, figureOf(only));
  const figures = new Map(section.nodes.map((node) => [node.name, figureOf(node)]));
  const edges = edgesOf(section);
  const laidOut = await elk.layout(elkGraph(section, figures, edges, direction));
  return readLayout(laidOut, section, figures, edges, direction);
}

function alone(node: DiagramNode, figure: Figure): PlacedSection {
  const { width, height, enter, leave } = figure;
  return {
    width,
    height,
    enter,
    leave,
    arrow: true,
    figures: [{ node, figure, x: 0, y: 0 }],
    frames: [],
    edges: [],
  };
}

function readLayout(
  root: ElkNode & { readonly edges?: readonly ElkExtendedEdge[] },
  section: Section,
  figures: ReadonlyMap<string, Figure>,
  edges: readonly Edge[],
  direction: DiagramDirection,
): PlacedSection {
  const boxes = new Map<string, Box>();
  const collect = ({ id, x = 0, y = 0, width = 0, height = 0, children = [] }: ElkNode) => {
    boxes.set(id, { x, y, width, height });
    children.forEach(collect);
  };
  root.children?.forEach(collect);
  const at = (name: string, which: 'enter' | 'leave'): Point => {
    const box = boxes.get(name);
    const point = figures.get(name)?.[which];
    return box && point ? moved(point, box) : { x: 0, y: 0 };
  };
  const fork = boxes.get(entryId);
  const first = section.nodes.at(0)?.name ?? '';
  const last = section.nodes.at(-1)?.name ?? '';
  return {
    width: root.width ?? 0,
    height: root.height ?? 0,
    enter: fork ?? at(first, 'enter'),
    leave: at(last, 'leave'),
    arrow: fork === undefined,
    figures: section.nodes.flatMap((node) => {
      const figure = figures.get(node.name);
      const box = boxes.get(node.name);
      return figure && box ? [{ node, figure, x: box.x, y: box.y }] : [];
    }),
    frames: section.frames.flatMap(({ name, title, nodes }) => {
      const box = boxes.get(`${name} frame`);
      const depth = section.frames.filter(
        (other) => other.nodes.length > nodes.length && other.nodes.includes(nodes[0] ?? ''),
      ).length;
      if (!box) return [];
      const titleLeft = titleInset + (direction === 'right' ? box.x : at(nodes[0] ?? '', 'enter').x);
      return [{ name, title, titleLeft, depth, ...box }];
    }),
    edges: (root.edges ?? []).map(({ sections = [] }, i) => {
      const edge = edges[i];
      const bends = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
        startPoint,
        ...bendPoints,
        endPoint,
      ]);
      const from = edge && edge.from !== entryId ? [at(edge.from, 'leave')] : [];
      return { arrow: true, points: [...from, ...bends, ...(edge ? [at(edge.to, 'enter')] : [])] };
    }),
  };
}
