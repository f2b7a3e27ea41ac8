import type { DiagramFrame, DiagramGraph, DiagramNode } from './diagram-graph';

/**
 * A part of the network that is connected to the part before it by a single output: a block in a chain, a residual
 * unit, an inception module. Sections are drawn in a row, and lines break between them.
 */
export interface Section {
  /** Its input, a node of an earlier section; `null` for the first section. */
  readonly source: string | null;
  readonly nodes: readonly DiagramNode[];
  /** The frames around some but not all of its nodes. Outer frames before inner ones. */
  readonly frames: readonly DiagramFrame[];
}

/** A frame around complete sections. */
export interface SectionFrame {
  readonly frame: DiagramFrame;
  /** Positions of its first and last section. */
  readonly first: number;
  readonly last: number;
}

export interface Sectioned {
  readonly sections: readonly Section[];
  /** Outer frames before inner ones. */
  readonly frames: readonly SectionFrame[];
}

/** Splits a graph after each node whose output is the only one that later nodes use. */
export function sectionsOf({ nodes, frames }: DiagramGraph): Sectioned {
  const position = new Map(nodes.map(({ name }, i) => [name, i]));
  /** For each node, the position of the last node that uses it. */
  const lastUse = nodes.map(() => -1);
  for (const [i, { inputs }] of nodes.entries())
    for (const input of inputs) lastUse[position.get(input) ?? 0] = i;

  const sections: Section[] = [];
  const sectionAt: number[] = [];
  let start = 0;
  let reach = -1;
  for (const i of nodes.keys()) {
    sectionAt.push(sections.length);
    // `reach` is the last position that uses an output of the nodes before this one.
    if (reach <= i) {
      sections.push(section(start, i + 1));
      start = i + 1;
    }
    reach = Math.max(reach, lastUse[i] ?? -1);
  }
  if (start < nodes.length) sections.push(section(start, nodes.length));
  const whole = frames.flatMap((frame) => {
    const [first = 0, last = 0] = spanOf(frame);
    const [from = 0, to = 0] = [sectionAt[first], sectionAt[last]];
    return isWhole(first, last) ? [{ frame, first: from, last: to }] : [];
  });
  return { sections, frames: whole };

  function section(from: number, to: number): Section {
    const inside = nodes.slice(from, to);
    const source = inside[0]?.inputs[0] ?? null;
    return {
      source,
      nodes: inside,
      frames: frames.filter((frame) => {
        const [first = 0, last = 0] = spanOf(frame);
        return first >= from && last < to && last - first + 1 < to - from;
      }),
    };
  }

  function spanOf(frame: DiagramFrame): readonly [number, number] {
    return [position.get(frame.nodes.at(0) ?? '') ?? 0, position.get(frame.nodes.at(-1) ?? '') ?? 0];
  }

  function isWhole(first: number, last: number): boolean {
    const before = sectionAt[first - 1];
    return before !== sectionAt[first] && sectionAt[last + 1] !== sectionAt[last];
  }
}
