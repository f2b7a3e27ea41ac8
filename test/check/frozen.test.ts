import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../src/base/source/source-file';
import { checkSpec } from '../../src/check/check-spec';
import type { ModelPlan } from '../../src/check/model-plan';
import { diffPlans } from '../../src/describe/diff-plans';
import { renderSpec } from '../../src/describe/render-spec';
import { summaryText } from '../../src/describe/summary-text';
import { vocabularyWith } from '../../src/language/vocabulary';
import { checkText, found } from '../support/check-file';
import { specText } from '../support/spec-text';

const head = '  - { name: output, type: dense, units: classes, activation: softmax }';
const withBlocks = (blocks: readonly string[], sections: Readonly<Record<string, string>> = {}) =>
  specText({
    input: 'input: { shape: [8, 8, 3] }',
    classes: 'classes: 2',
    ...sections,
    blocks: ['blocks:', ...blocks.map((block) => `  - { ${block} }`), '  - { type: flatten }', head].join(
      '\n',
    ),
  });

function planOf(text: string): ModelPlan {
  const { plan, diagnostics } = checkText(text);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** Returns the frozen blocks, and the number of trainable parameters. */
function frozen(text: string): [string[], number] {
  const { layers, totals } = planOf(text);
  const still = layers.filter((layer) => layer.weights.length > 0 && layer.trainableParams === 0);
  return [[...new Set(still.map(({ block }) => block))], totals.trainableParams];
}

const conv = 'type: conv, filters: 4, kernel: 3, padding: same';
const templates = `templates:
  pair:
    with: { still: true }
    blocks:
      - { name: a, ${conv}, trainable: $still }
      - { name: b, ${conv} }`;
/** Parameters of the head after four channels of 8×8. */
const headParams = (64 * 4 + 1) * 2;

describe('a block is frozen', () => {
  it.each<[string, string[], Readonly<Record<string, string>>, string[], number]>([
    ['nowhere', [`name: c1, ${conv}`], {}, [], 112 + headParams],
    ['by itself', [`name: c1, ${conv}, trainable: false`], {}, ['c1'], headParams],
    ['not by true', [`name: c1, ${conv}, trainable: true`], {}, [], 112 + headParams],
    [
      'with its batch norm',
      [`name: c1, ${conv}, batchNorm: true, trainable: false`, `name: c2, ${conv}`],
      {},
      ['c1'],
      148 + headParams,
    ],
    [
      'by a default',
      [`name: c1, ${conv}`],
      { variables: 'defaults: { conv: { trainable: false } }' },
      ['c1'],
      headParams,
    ],
    [
      'unless it says otherwise',
      [`name: c1, ${conv}`, `name: c2, ${conv}, trainable: true`],
      { variables: 'defaults: { conv: { trainable: false } }' },
      ['c1'],
      148 + headParams,
    ],
    ['in each repetition', [`name: c, ${conv}, repeat: 2, trainable: false`], {}, ['c_1', 'c_2'], headParams],
    [
      'with all of a use',
      ['name: u, use: pair, trainable: false'],
      { variables: templates },
      ['u_a', 'u_b'],
      headParams,
    ],
    [
      'with all of a repeated use',
      ['name: u, use: pair, repeat: 2, trainable: false'],
      { variables: templates },
      ['u_1_a', 'u_1_b', 'u_2_a', 'u_2_b'],
      headParams,
    ],
    [
      'by a parameter of a template',
      ['name: u, use: pair, with: { still: false }'],
      { variables: templates },
      ['u_a'],
      148 + headParams,
    ],
    [
      'by a template, whatever its use says',
      ['name: u, use: pair, with: { still: false }, trainable: true'],
      { variables: templates },
      ['u_a'],
      148 + headParams,
    ],
  ])('%s', (_name, blocks, sections, expected, trainable) => {
    expect(frozen(withBlocks(blocks, sections))).toEqual([expected, trainable]);
  });
});

it('counts all parameters of a frozen block as non-trainable', () => {
  const text = withBlocks([`name: c1, ${conv}, batchNorm: true, trainable: false`]);
  const { totals } = planOf(text);
  expect(totals).toMatchObject({ params: 128 + headParams, nonTrainableParams: 128 });
  expect(summaryText(planOf(text))).toContain(`(${headParams} trainable, 128 non-trainable)`);
  expect(summaryText(planOf(text))).toMatch(/conv2d 3×3, frozen /);
});

it('is rendered, and the rendered spec gives the same plan', () => {
  const text = withBlocks(['name: u, use: pair, trainable: false'], { variables: templates });
  const { spec, plan } = checkText(text);
  const rendered = renderSpec(spec as NonNullable<typeof spec>);
  expect(rendered.match(/trainable: false/g)).toHaveLength(2);
  expect(checkSpec(new SourceFile('again', rendered), vocabularyWith()).plan?.layers).toEqual(plan?.layers);
});

it('is reported as a difference between two plans', () => {
  const [before, after] = [`name: c1, ${conv}`, `name: c1, ${conv}, trainable: false`].map((block) =>
    planOf(withBlocks([block])),
  );
  const { blocks, totals } = diffPlans(before as ModelPlan, after as ModelPlan);
  expect(blocks).toEqual([
    {
      name: 'c1',
      change: 'changed',
      layers: ['conv2d 3×3'],
      options: [{ path: 'trainable', from: true, to: false }],
      results: {},
    },
  ]);
  expect(totals.trainableParams).toEqual({ from: 112 + headParams, to: headParams });
});

describe('claims take it into account', () => {
  it.each([
    ['expect: { trainable: false, trainableParams: 0, nonTrainableParams: 112 }', []],
    ['expect: { trainable: true }', ['6:106 claim/option claim failed: "c1" has trainable false, not true']],
    [
      'expect: { trainableParams: 112 }',
      ['6:112 claim/params claim failed: "c1" has 0 trainable parameters, not 112'],
    ],
  ])('%s', (expect_, expected) => {
    expect(found(withBlocks([`name: c1, ${conv}, trainable: false, ${expect_}`]))).toEqual(expected);
  });
});

describe('mistakes in it are reported once', () => {
  it.each<[string[], Readonly<Record<string, string>>, string[]]>([
    [[`name: c1, ${conv}, trainable: 0`], {}, ['6:78 spec/wrong-type expected true or false, received 0']],
    [
      [`name: c1, ${conv}, trainabel: false`],
      {},
      ['6:67 spec/unknown-key unknown key "trainabel"; did you mean "trainable"?'],
    ],
    [
      ['name: u, use: pair, trainable: maybe'],
      { variables: templates },
      ['6:38 spec/wrong-type expected true or false, received "maybe"'],
    ],
    [
      [`name: c1, ${conv}`],
      { variables: 'defaults: { conv: { trainable: 1 } }' },
      ['9:32 spec/wrong-type expected true or false, received 1'],
    ],
    [
      [`name: c1, ${conv}`, 'type: maxPool'],
      { variables: 'defaults: { maxPool: { trainable: false } }' },
      ['10:35 regularity/idle-freeze "maxPool1" has no weights to freeze'],
    ],
  ])('%j', (blocks, sections, expected) => {
    const network = { expect: 'expect: { trainableParams: 1 }' };
    const claimed = expected[0]?.includes('regularity') ? {} : network;
    expect(found(withBlocks(blocks, { ...sections, ...claimed }))).toEqual(expected);
  });
});
