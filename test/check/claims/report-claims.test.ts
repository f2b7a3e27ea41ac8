import { expect, it } from 'vitest';
import { decodeSource } from '../../../src/base/source/read-source';
import { checkSource } from '../../../src/check/sound-spec';
import type { Overrides } from '../../../src/language/overrides';
import { checkText } from '../../support/check-file';

const network = (edit: (text: string) => string = (text) => text) =>
  edit(`version: 1
name: net
input: { shape: [12, 12, 3] }
classes: 12
blocks:
  - { name: conv1, type: conv, activation: relu, kernel: 3, filters: 8, expect: { filters: 8, kernel: 3, output: [10, 10, 8] } }
  - { name: conv2, type: conv, activation: relu, kernel: 3, filters: 16, expect: { output: [8, 8, 16], params: 1168 } }
  - { name: flatten, type: flatten, expect: [{ output: [1024] }, { source: the paper, params: 0 }] }
  - { name: output, type: dense, units: classes, activation: softmax, expect: { units: 12 } }
expect: { source: the paper, params: 13692, classes: 12, layers: { conv2d: 2 } }
`);

const reported = (text: string, set?: Overrides) =>
  checkSource(
    { file: decodeSource('spec.yaml', new TextEncoder().encode(text)), directory: null },
    set ? { set } : {},
  ).diagnostics.map(({ code, message, related }) => [
    `${code} ${message}`,
    ...related.map((place) => `${place.range.start.line} ${place.message}`),
  ]);

it('a spec with true claims has none that fail', () => {
  expect(reported(network())).toEqual([]);
});

it('claims that one edit makes fail are one diagnostic, and the plan is known', () => {
  const text = network((spec) => spec.replace('3, filters: 8', '3, filters: 9'));
  expect(reported(text)).toEqual([
    [
      'claim/option claim failed: "conv1" has 9 filters, not 8',
      '6 its "filters" is set here',
      '6 claim failed: "conv1" outputs [10, 10, 9], not [10, 10, 8]',
      '7 claim failed: "conv2" has 1,312 parameters, not 1,168',
      '10 claim from the paper failed: the network has 13,864 parameters, not 13,692',
    ],
  ]);
  const { plan, failedClaims } = checkText(text);
  expect(plan?.totals.params).toBe(13864);
  expect(failedClaims.map(({ path }) => path.join('.'))).toEqual([
    'blocks.0.expect.filters',
    'blocks.0.expect.output',
    'blocks.1.expect.params',
    'expect.params',
  ]);
});

it('claims about shapes and counts are one diagnostic without a claimed option', () => {
  expect(reported(network((spec) => spec.replace('[12, 12, 3]', '[13, 12, 3]')))).toEqual([
    [
      'claim/output claim failed: "conv1" outputs [11, 10, 8], not [10, 10, 8]',
      '7 claim failed: "conv2" outputs [9, 8, 16], not [8, 8, 16]',
      '8 claim failed: "flatten" outputs [1152], not [1024]',
      '10 claim from the paper failed: the network has 15,228 parameters, not 13,692',
    ],
  ]);
});

it('a changed number of classes is one diagnostic', () => {
  expect(reported(network((spec) => spec.replace('classes: 12\nblocks', 'classes: 5\nblocks')))).toEqual([
    [
      'claim/option claim failed: "output" has 5 units, not 12',
      '9 its "units" is set here',
      '10 claim from the paper failed: the network has 6,517 parameters, not 13,692',
      '10 claim from the paper failed: the spec has 5 classes, not 12',
    ],
  ]);
});

it('claims that fail for several reasons are separate', () => {
  const text = network((spec) =>
    spec
      .replace('filters: 8, kernel: 3', 'filters: 7, kernel: 5')
      .replace('source: the paper, params: 0', 'source: the paper, params: 3×3×8×16'),
  );
  expect(reported(text).map(([first]) => first)).toEqual([
    'claim/option claim failed: "conv1" has 8 filters, not 7',
    'claim/option claim failed: "conv1" has kernel 3, not 5',
    'claim/params claim from the paper failed: "flatten" has 0 parameters, not 1,152 (3×3×8×16); it outputs [1024]; with padding "same" in every conv it would output [2304]',
  ]);
});

it('other errors make the plan unknown', () => {
  const { plan, diagnostics } = checkText(
    network((spec) =>
      spec.replace('params: 1168', 'params: 1').replace('filters: 16', 'filters: 16, kernal: 1'),
    ),
  );
  expect(plan).toBeNull();
  expect(diagnostics.map(({ code }) => code)).toContain('spec/unknown-key');
});

it('a template with a claim that fails in many uses lists a limited number of places', () => {
  const uses = Array.from({ length: 80 }, (_, i) => `  - { use: t, with: { filters: ${i + 2} } }\n`).join('');
  const { diagnostics } = checkText(`version: 1
name: net
input: { shape: [12, 12, 3] }
classes: 12
templates:
  t:
    blocks: [{ name: c, type: conv, activation: relu, kernel: 3, filters: $filters, padding: same, expect: { params: 1 } }]
blocks:
${uses}  - { type: flatten }
  - { type: dense, units: classes, activation: softmax }
`);
  const [failed] = diagnostics.filter(({ code }) => code === 'claim/params');
  expect(failed?.related).toHaveLength(50);
  expect(failed?.related.at(-1)?.message).toMatch(/\(and 29 more failed claims\)$/);
});

it('with overrides, a claim that is true without them is a note', () => {
  expect(reported(network(), { classes: 5 })).toEqual([
    [
      'claim/overridden claim is not true with --set classes=5: "output" has 5 units, not 12',
      '10 claim from the paper is not true with --set classes=5: the network has 6,517 parameters, not 13,692',
      '10 claim from the paper is not true with --set classes=5: the spec has 5 classes, not 12',
    ],
  ]);
  expect(reported(network(), { classes: 5, 'training.epochs': 3 }).flat()[0]).toBe(
    'claim/overridden claim is not true with these overrides: "output" has 5 units, not 12',
  );
});

it('a claim that is false anyway, or is itself overridden, is an error', () => {
  const wrong = network((spec) => spec.replace('params: 1168', 'params: 1'));
  expect(reported(wrong, { classes: 5 })).toEqual([
    ['claim/params claim failed: "conv2" has 1,168 parameters, not 1'],
  ]);
  const { diagnostics } = checkSource(
    { file: decodeSource('spec.yaml', new TextEncoder().encode(network())), directory: null },
    { set: { 'expect.params': 5 } },
  );
  expect(diagnostics).toMatchObject([{ code: 'claim/params', sourceLine: '--set expect.params=5' }]);
});

it('without the override the network is unknown, so its claims are not known to be true', () => {
  const text = network((spec) => spec.replace('filters: 16', 'filters: -1'));
  expect(reported(text, { 'blocks.conv2.filters': 17 }).flat()[0]).toBe(
    'claim/output claim failed: "conv2" outputs [8, 8, 17], not [8, 8, 16]',
  );
});
