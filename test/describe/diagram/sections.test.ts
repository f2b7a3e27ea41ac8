import { describe, expect, it } from 'vitest';
import { sectionsOf } from '../../../src/describe/diagram/sections';

const nodes = (edges: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(edges).map(([name, inputs]) => ({ name, inputs, label: name, layers: [] }));
const frame = (...names: readonly string[]) => ({ name: names.join('+'), title: '', nodes: names });

describe('sectionsOf', () => {
  it.each([
    { what: 'each node of a chain', edges: { a: [], b: ['a'], c: ['b'] }, sections: ['a', 'b', 'c'] },
    {
      what: 'a residual unit behind its fork',
      edges: { a: [], b: ['a'], c: ['b'], sum: ['a', 'c'], d: ['sum'] },
      sections: ['a', 'b c sum', 'd'],
    },
    {
      what: 'units that follow each other apart',
      edges: { a: [], b: ['a'], sum1: ['a', 'b'], c: ['sum1'], sum2: ['sum1', 'c'] },
      sections: ['a', 'b sum1', 'c sum2'],
    },
    {
      what: 'skips that overlap together',
      edges: { a: [], b: ['a'], c: ['b'], d: ['a', 'c'], e: ['b', 'd'] },
      sections: ['a', 'b c d e'],
    },
  ])('splits $what', ({ edges, sections }) => {
    const found = sectionsOf({ nodes: nodes(edges), frames: [] }).sections;
    expect(found.map((section) => section.nodes.map(({ name }) => name).join(' '))).toEqual(sections);
    expect(found[0]?.source).toBeNull();
    for (const [i, { source }] of found.entries())
      if (i > 0) expect(source).toBe(found[i - 1]?.nodes.at(-1)?.name);
  });

  it('distinguishes frames around sections from frames inside one', () => {
    const edges = { a: [], b: ['a'], c: ['b'], sum: ['a', 'c'], d: ['sum'], e: ['d'] };
    const { sections, frames } = sectionsOf({
      nodes: nodes(edges),
      frames: [frame('b', 'c', 'sum'), frame('b', 'c'), frame('d', 'e')],
    });
    expect(frames.map(({ frame: { name }, first, last }) => [name, first, last])).toEqual([
      ['b+c+sum', 1, 1],
      ['d+e', 2, 3],
    ]);
    expect(sections.map((section) => section.frames.map(({ name }) => name))).toEqual([[], ['b+c'], [], []]);
  });
});
