import { type FontWeight, textWidth } from '../../../src/describe/diagram/text-width';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Its description, for messages. */
  readonly what: string;
}

/** What is visible in a diagram, in the document's coordinates, read only from its text. */
export interface Drawing {
  readonly page: Box;
  /** Names of the drawn nodes, with their drawings. */
  readonly nodes: ReadonlyMap<string, readonly Box[]>;
  readonly slabs: readonly Box[];
  readonly labels: readonly Box[];
  readonly frames: readonly Box[];
  /** Straight pieces of edges. */
  readonly lines: readonly Box[];
}

const fonts: Readonly<Record<string, readonly [size: number, weight: FontWeight]>> = {
  name: [11, 'bold'],
  does: [10.5, 'regular'],
  shape: [10.5, 'regular'],
  muted: [10.5, 'regular'],
  heading: [15, 'bold'],
};

export function readDrawing(svg: string): Drawing {
  const [, width = '', height = ''] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const page = { left: 0, top: 0, right: Number(width), bottom: Number(height), what: 'page' };
  const nodes = new Map<string, Box[]>();
  const slabs: Box[] = [];
  const labels: Box[] = [];
  const frames: Box[] = [];
  const lines: Box[] = [];
  let drawing = { x: 0, y: 0 };
  for (const line of svg.split('\n')) {
    const moves = /<g[^>]* transform="translate\((\S+) (\S+)\)"/.exec(line);
    const node = /data-node="([^"]+)"/.exec(line)?.[1];
    if (moves && node === undefined) {
      drawing = { x: Number(moves[1]), y: Number(moves[2]) };
      continue;
    }
    if (line === '</g>') drawing = { x: 0, y: 0 };
    const at = { x: drawing.x + Number(moves?.[1] ?? 0), y: drawing.y + Number(moves?.[2] ?? 0) };
    const visible = line.replace(/<title>.*?<\/title>/, '');
    const drawn = [
      ...slabsIn(visible, at),
      ...shapesIn(visible, at).filter(({ what }) => what === 'bar' || what === 'merge'),
    ];
    const words = labelsIn(visible, at);
    labels.push(...words);
    if (node !== undefined) {
      const named = drawn.map((box) => ({ ...box, what: `${box.what} of ${node}` }));
      slabs.push(...named);
      nodes.set(node, [...named, ...words]);
    }
    const frame = /data-frame="([^"]+)"/.exec(line)?.[1];
    if (frame !== undefined) frames.push(...shapesIn(visible, at).map((box) => ({ ...box, what: frame })));
    for (const [, d = ''] of visible.matchAll(/class="edge" d="([^"]+)"/g)) lines.push(...linesIn(d, at));
  }
  return { page, nodes, slabs, labels, frames, lines };
}

interface At {
  readonly x: number;
  readonly y: number;
}

function slabsIn(text: string, { x, y }: At): Box[] {
  const outline = /class="slab (\w+)" d="M(\S+) \S+L\S+ ([^H]+)H([^V]+)V[^L]+L\S+ ([^H]+)H/g;
  return [...text.matchAll(outline)].map(([, role = '', left, top, right, bottom]) => ({
    left: x + Number(left),
    top: y + Number(top),
    right: x + Number(right),
    bottom: y + Number(bottom),
    what: role,
  }));
}

function shapesIn(text: string, at: At): Box[] {
  return [...text.matchAll(/<(rect|circle) class="(\w+)"([^>]*)\/>/g)].map(
    ([, kind, what = '', rest = '']) => {
      const number = (name: string) => Number(new RegExp(` ${name}="([^"]+)"`).exec(rest)?.[1] ?? 0);
      const r = number('r');
      const [left, top] =
        kind === 'circle' ? [number('cx') - r, number('cy') - r] : [number('x'), number('y')];
      const [width, height] = kind === 'circle' ? [2 * r, 2 * r] : [number('width'), number('height')];
      return {
        left: at.x + left,
        top: at.y + top,
        right: at.x + left + width,
        bottom: at.y + top + height,
        what,
      };
    },
  );
}

/** Text outside bars; text in bars is part of them. */
function labelsIn(text: string, at: At): Box[] {
  const element = /<text class="(\w+)" x="(\S+)" y="(\S+)"( text-anchor="middle")?>([^<]*)</g;
  return [...text.matchAll(element)].flatMap(([, style = '', x, y, middle, words = '']) => {
    const font = fonts[style];
    if (!font) return [];
    const [size, weight] = font;
    const width = textWidth(words, size, weight);
    const left = at.x + Number(x) - (middle ? width / 2 : 0);
    const base = at.y + Number(y);
    return [{ left, right: left + width, top: base - 0.75 * size, bottom: base + 0.2 * size, what: words }];
  });
}

function linesIn(path: string, { x, y }: At): Box[] {
  const points = [...path.matchAll(/[ML](\S+?) (-?[\d.]+)/g)].map(([, px, py]) => ({
    x: x + Number(px),
    y: y + Number(py),
  }));
  return points.slice(1).flatMap((to, i) => {
    const from = points[i];
    if (!from) return [];
    return [
      {
        left: Math.min(from.x, to.x),
        right: Math.max(from.x, to.x),
        top: Math.min(from.y, to.y),
        bottom: Math.max(from.y, to.y),
        what: `edge ${from.x} ${from.y} – ${to.x} ${to.y}`,
      },
    ];
  });
}

/** Whether two boxes share more than a border. */
export function overlap(a: Box, b: Box): boolean {
  return (
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > -1e-6 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > -1e-6
  );
}

export function within(inner: Box, outer: Box): boolean {
  return (
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  );
}
