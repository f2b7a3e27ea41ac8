import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { SourceFile } from '../../../src/base/source/source-file';
import { updateClaims } from '../../../src/check/claims/update-claims';
import { checkSource } from '../../../src/check/sound-spec';
import { arbitrarySpec } from '../../support/arbitrary-spec';
import { checkText } from '../../support/check-file';

const check = (file: SourceFile) => checkSource({ file, directory: null });

/** Updates the claims of a text, and checks that a second update changes nothing. */
function update(text: string) {
  const { file, updates } = updateClaims(new SourceFile('spec.yaml', text), check);
  expect(updateClaims(file, check)).toEqual({ file, updates: [] });
  return { text: file.text, updates, remaining: check(file).failedClaims.length };
}

/** A network whose conv1 outputs [5, 5, 8], with 224 parameters, and whose flatten outputs [200]. */
const network = (
  conv: string,
  rest: { flatten?: string; whole?: string; before?: string } = {},
) => `version: 1
name: net # the name
input: { shape: [12, 12, 3] }
classes: 12
${rest.before ?? ''}blocks:
  - name: conv1
    type: conv
    filters: 8
    kernel: 3
    pool: 2
    expect: ${conv}
  - { name: flatten, type: flatten, expect: ${rest.flatten ?? '{}'} }
  - { name: output, type: dense, units: classes, activation: softmax }
expect: ${rest.whole ?? '{}'}
`;

describe('writes the actual values and nothing else', () => {
  it.each([
    ['a list in a line', '{ output: [ 6,6 , 8 ] } # why', '{ output: [ 5,5 , 8 ] } # why'],
    ['a list with another length', '{ output: [6, 6] }', '{ output: [5, 5, 8] }'],
    [
      'a list over lines',
      '\n      # first\n      output:\n        - 6 # rows\n        - 5\n        - 9\n      params: 224',
      '\n      # first\n      output:\n        - 5 # rows\n        - 5\n        - 8\n      params: 224',
    ],
    [
      'a list over lines with another length',
      '\n      output:\n        - 6\n        - 6\n      params: 224',
      '\n      output:\n        - 5\n        - 5\n        - 8\n      params: 224',
    ],
    ['a number of values', '{ output: 10, params: 1 }', '{ output: 200, params: 224 }'],
    ['a product', '{ params: 3×3×8 }', '{ params: 224 }'],
    ['a quoted product', '{ params: "3*3*8" }', '{ params: 224 }'],
    ['options', '{ filters: 9, kernel: [3, 5], padding: same }', '{ filters: 8, kernel: 3, padding: valid }'],
    ['an option with parts', '{ pool: 3 }', '{ pool: { type: max, size: 2, stride: 2, padding: valid } }'],
    ['an option that is off', '{ batchNorm: true }', '{ batchNorm: false }'],
    [
      'several mappings',
      '[{ filters: 9 }, { source: x, params: 3 }]',
      '[{ filters: 8 }, { source: x, params: 224 }]',
    ],
    ['claims that are true', '{ output: 5×5×8, params: 3×3×3×8 }', '{ output: 5×5×8, params: 224 }'],
  ])('%s', (_what, before, after) => {
    expect(update(network(before))).toMatchObject({ text: network(after), remaining: 0 });
  });

  it('claims about the whole network', () => {
    const whole = '{ input: [12, 12, 1], classes: 3, output: [3], layers: { conv2d: 2, dense: 1 }, macs: 1 }';
    expect(update(network('{}', { whole }))).toMatchObject({
      text: network('{}', {
        whole:
          '{ input: [12, 12, 3], classes: 12, output: [12], layers: { conv2d: 1, dense: 1 }, macs: 24000 }',
      }),
      remaining: 0,
      updates: [
        { key: 'input', from: '[12, 12, 1]', to: '[12, 12, 3]', start: { line: 14 } },
        { key: 'classes' },
        { key: 'output' },
        { key: 'conv2d', from: '2', to: '1' },
        { key: 'macs' },
      ],
    });
  });

  it('keeps Windows line breaks', () => {
    const before = network('\n      output:\n        - 6').replaceAll('\n', '\r\n');
    const after = network('\n      output:\n        - 5\n        - 5\n        - 8').replaceAll('\n', '\r\n');
    expect(update(before)).toMatchObject({ text: after, remaining: 0 });
  });

  it('of a spec with other errors', () => {
    const spec = `${network('{ params: 1 }')}training: { epoch: 3 }\n`;
    expect(update(spec)).toMatchObject({ text: spec.replace('params: 1 }', 'params: 224 }'), remaining: 0 });
  });
});

describe('aliases', () => {
  it('an alias is replaced, its anchor stays', () => {
    const before = 'variables: { n: &n 8 }\n';
    expect(update(network('{ params: *n }', { before }))).toMatchObject({
      text: network('{ params: 224 }', { before }),
      remaining: 0,
    });
  });

  it('an anchor in a claim keeps its name', () => {
    expect(update(network('{ output: &o [6, 6, 8] }', { whole: '{ params: 2636 }' }))).toMatchObject({
      text: network('{ output: &o [5, 5, 8] }', { whole: '{ params: 2636 }' }),
      remaining: 0,
    });
  });

  it('a value that the network shares stays, and so does its claim', () => {
    const spec = network('{ filters: &n 3 }')
      .replace('units: classes', 'units: classes, dropout: 0')
      .replace('  - { name: flatten', '  - { name: c2, type: conv, filters: *n }\n  - { name: flatten');
    expect(update(spec)).toMatchObject({ text: spec, updates: [], remaining: 1 });
  });

  it('claims that share a value and differ keep it', () => {
    const spec = network('&e { output: [1] }', { flatten: '*e' });
    expect(update(spec)).toMatchObject({ updates: [], remaining: 2, text: spec });
  });

  it('others are updated where one cannot be', () => {
    const spec = network('&e { output: [1] }', { flatten: '*e', whole: '{ params: 1 }' });
    expect(update(spec)).toMatchObject({
      remaining: 2,
      text: spec.replace('params: 1 }', 'params: 2636 }'),
    });
  });
});

it('a claim in a template is updated if all uses agree', () => {
  const spec = (params: number, strides: string) => `version: 1
name: net
input: { shape: [12, 12, 3] }
classes: 12
templates:
  t:
    blocks: [{ name: c, type: conv, kernel: 3, filters: 3, padding: same, stride: $stride, expect: { params: ${params}, output: [6, 6, 3] } }]
blocks:
  - { name: a, use: t, with: { stride: 2 } }
  - { name: b, use: t, with: { stride: ${strides} } }
  - { type: flatten }
  - { type: dense, units: classes, activation: softmax }
`;
  expect(update(spec(1, '1'))).toMatchObject({
    text: spec(84, '1'),
    updates: [{ key: 'params', from: '1', to: '84' }],
    remaining: 0,
  });
  expect(update(spec(1, '2'))).toMatchObject({ text: spec(84, '2'), remaining: 1 });
});

it('updates any claims of any network, and nothing but claims', () => {
  const count = fc.oneof(fc.nat(300), fc.constant('3×5'));
  const results = fc.record(
    {
      output: fc.oneof(fc.array(fc.nat(40), { minLength: 1, maxLength: 3 }), count),
      params: count,
      macs: count,
      trainableParams: count,
    },
    { requiredKeys: [] },
  );
  const style = fc.constantFrom('block', 'flow') as fc.Arbitrary<'block' | 'flow'>;
  let updated = 0;
  fc.assert(
    fc.property(
      arbitrarySpec,
      fc.array(results),
      results,
      style,
      (spec, claims, expected, collectionStyle) => {
        const blocks = (spec.blocks as Record<string, unknown>[]).map((block, i) =>
          claims[i] ? { ...block, expect: claims[i] } : block,
        );
        const text = `# a comment\n${stringify({ ...spec, blocks, expect: expected }, { collectionStyle, lineWidth: 0, aliasDuplicateObjects: false })}# the end\n`;
        const result = update(text);
        updated += result.updates.length;
        expect(result.remaining).toBe(0);
        const parsed = (yaml: string) =>
          JSON.stringify(parseDocument(yaml).toJS(), (key, value) =>
            key === 'expect' ? Object.keys(value) : value,
          );
        expect(parsed(result.text)).toBe(parsed(text));
        expect(result.text).toMatch(/^# a comment\n[\s\S]*# the end\n$/);
        expect(checkText(result.text).plan).toEqual(checkText(text).plan);
      },
    ),
    { seed: 16, numRuns: 12 },
  );
  // Without updates, the specs would prove nothing.
  expect(updated).toBeGreaterThan(15);
});
