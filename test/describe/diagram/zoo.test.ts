import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { templateGroups } from '../../../src/describe/diagram/diagram-graph';
import { drawDiagram } from '../../../src/describe/diagram/draw-diagram';
import { checkFile } from '../../support/check-file';
import { type Box, overlap, readDrawing, within } from './read-drawing';

const specs = readdirSync('specs').filter((name) => name.endsWith('.yaml'));
// Layers, with and without branches in blocks in templates.
const layered = ['convnet-12class.yaml', 'inception-small.yaml'];
// One network of each kind: a chain, skips, branches, nested templates.
const downwards = ['lenet-5.yaml', 'resnet-18.yaml', 'inception-small.yaml', 'mobilenet-v2.yaml'];

describe.each([
  ...specs.map((name) => ({ name, direction: 'right', level: 'blocks' }) as const),
  ...downwards.map((name) => ({ name, direction: 'down', level: 'blocks' }) as const),
  ...layered.map((name) => ({ name, direction: 'right', level: 'layers' }) as const),
  { name: 'inception-small.yaml', direction: 'down', level: 'layers' } as const,
])('specs/$name as $level, $direction', ({ name, direction, level }) => {
  it('contains every node, and nothing overlaps', async () => {
    const { plan, spec } = checkFile(`specs/${name}`);
    if (!plan || !spec) throw new Error('the spec has errors');
    const groups = templateGroups(spec);
    const svg = await drawDiagram(plan, { direction, level, groups });
    const { page, nodes, slabs, labels, frames, lines } = readDrawing(svg);

    const expected = plan.layers.map((layer) => (level === 'blocks' ? layer.block : layer.name));
    expect([...nodes.keys()]).toEqual([...new Set(expected)]);
    expect([...nodes].filter(([, drawn]) => drawn.length === 0)).toEqual([]);
    expect([...slabs, ...labels, ...frames, ...lines].filter((box) => !within(box, page))).toEqual([]);
    expect(overlaps(slabs)).toEqual([]);
    expect(overlaps(labels)).toEqual([]);
    expect(crossed(slabs, labels)).toEqual([]);
    expect(crossed(lines, labels)).toEqual([]);

    const inGroups = groups.filter((group) => group.blocks.length > 1).map((group) => group.name);
    const framed = new Set(frames.map(({ what }) => what));
    expect(inGroups.filter((group) => !framed.has(group))).toEqual([]);
    const blockOf = new Map(plan.layers.map((layer) => [layer.name, layer.block]));
    const misplaced = frames.flatMap((frame) => {
      const blocks = groups.find((group) => group.name === frame.what)?.blocks ?? [frame.what];
      return [...nodes].flatMap(([node, drawn]) => {
        const own = blocks.includes(level === 'blocks' ? node : (blockOf.get(node) ?? ''));
        // A frame may continue on the next line, so its contents may be outside a piece of it.
        const wrong = drawn.filter((box) => overlap(box, frame) && !(own && within(box, frame)));
        return wrong.map(({ what }) => `${what} of ${node} in ${frame.what}`);
      });
    });
    expect(misplaced).toEqual([]);
    const homeless = groups.flatMap((group) => {
      const parts = frames.filter(({ what }) => what === group.name);
      const own = [...nodes].filter(([node]) => group.blocks.includes(blockOf.get(node) ?? node));
      return own.filter(([, drawn]) => !parts.some((part) => drawn.every((box) => within(box, part))));
    });
    expect(homeless).toEqual([]);
  });
});

function overlaps(boxes: readonly Box[]): string[] {
  return boxes.flatMap((a, i) =>
    boxes.slice(i + 1).flatMap((b) => (overlap(a, b) ? [`${a.what} and ${b.what}`] : [])),
  );
}

function crossed(some: readonly Box[], others: readonly Box[]): string[] {
  return some.flatMap((a) => others.flatMap((b) => (overlap(a, b) ? [`${a.what} and ${b.what}`] : [])));
}
