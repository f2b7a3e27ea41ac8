import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ModelPlan } from '../../src/check/model-plan';
import { diffPlans } from '../../src/describe/diff-plans';
import { diffText } from '../../src/describe/diff-text';
import { checkFile, checkText } from '../support/check-file';
import { specText } from '../support/spec-text';

function planOf(text: string): ModelPlan {
  const { plan, diagnostics } = checkText(text);
  if (!plan) throw new Error(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return plan;
}

it.each(['specs/convnet-12class.yaml', 'specs/icons-12.yaml', 'specs/vgg16.yaml'])(
  '%s is the same as itself',
  (path) => {
    const { plan } = checkFile(path);
    if (!plan) throw new Error(`${path} has errors`);
    const diff = diffPlans(plan, JSON.parse(JSON.stringify(plan)) as ModelPlan);
    expect(diff).toMatchObject({ same: true, blocks: [], settings: [] });
    expect(diffText(diff)).toBe('no differences');
  },
);

const conv = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  filters: fc.integer({ min: 1, max: 2 }),
  pool: fc.constantFrom('false', '2', '{ size: 2, stride: 1, type: average }'),
  activation: fc.constantFrom('linear', 'relu'),
  bias: fc.boolean(),
});
const plans = fc
  .uniqueArray(conv, { selector: ({ name }) => name, maxLength: 4 })
  .map((list) => [
    'blocks:',
    ...list.map(
      ({ name, filters, pool, activation, bias }) =>
        `  - { name: ${name}, type: conv, kernel: 3, filters: ${filters}, pool: ${pool}, activation: ${activation}, bias: ${bias} }`,
    ),
    '  - { type: flatten }',
    '  - { name: output, type: dense, units: classes }',
  ])
  .map((lines) => planOf(specText({ input: 'input: { shape: [64, 64, 3] }', blocks: lines.join('\n') })));

it('mentions every block that differs, and no other', () => {
  fc.assert(
    fc.property(plans, plans, (a, b) => {
      const { blocks: found } = diffPlans(a, b);
      const renamed = new Map(found.map(({ name, previousName = name }) => [previousName, name]));
      const entries = ({ layers }: ModelPlan, block: string, newName: (name: string) => string) =>
        layers
          .filter((layer) => layer.block === block)
          .map(({ name, block, inputs, ...rest }) => ({
            ...rest,
            part: name.slice(block.length),
            sources: inputs.map((input) => newName(input.replace(/_.*/, ''))),
          }));
      const before = new Set(a.layers.map((layer) => layer.block));
      const after = new Set(b.layers.map((layer) => layer.block));
      const expected = [...new Set([...before, ...after])].filter((name) => {
        const newName = renamed.get(name) ?? name;
        if (newName !== name || !before.has(name) || !after.has(name)) return true;
        const [old, now] = [
          entries(a, name, (input) => renamed.get(input) ?? input),
          entries(b, name, (input) => input),
        ];
        return JSON.stringify(old) !== JSON.stringify(now);
      });
      const mentioned = found.flatMap(({ name, previousName = name }) => [name, previousName]);
      expect([...new Set(mentioned)].sort()).toEqual(expected.sort());
    }),
    { numRuns: 60 },
  );
});

it('reports additions as removals in reverse', () => {
  fc.assert(
    fc.property(plans, plans, (a, b) => {
      const [there, back] = [diffPlans(a, b), diffPlans(b, a)];
      const named = (diff: typeof there, change: string) =>
        diff.blocks.flatMap((block) => (block.change === change ? block.name : [])).sort();
      expect(named(back, 'removed')).toEqual(named(there, 'added'));
      expect(back.same).toBe(there.same);
      expect(back.totals.params).toEqual({ from: there.totals.params.to, to: there.totals.params.from });
    }),
    { numRuns: 30 },
  );
});
