import { describe, expect, it } from 'vitest';
import { renderText } from '../../../src/base/diagnostics/render/text';
import { checkFile, checkText, withoutNotes } from '../../support/check-file';

describe('the claims of a text and its code about each other', () => {
  it.each(['prose', 'code'])('%s.yaml', async (name) => {
    const { diagnostics, plan } = checkFile(`test/fixtures/claims/${name}.yaml`);
    expect(plan).not.toBeNull();
    await expect(`${renderText(diagnostics)}\n`).toMatchFileSnapshot(`../../fixtures/claims/${name}.txt`);
  });
});

/** A network of 12 classes on 12×12×3; conv1 outputs [5, 5, 8], has 224 parameters and a batch norm of 16 + 16. */
function network({ conv = '{}', flatten = '{}', output = '{}', whole = '{}', blocks = '' }): string {
  return `version: 1
name: net
input: { shape: [12, 12, 3] }
classes: 12
blocks:
  - { name: conv1, type: conv, filters: 8, kernel: 3, pool: 2, batchNorm: true, dropout: 0.5, expect: ${conv} }
  - { name: flatten, type: flatten, expect: ${flatten} }
${blocks}  - { name: output, type: dense, units: classes, activation: softmax, expect: ${output} }
expect: ${whole}
`;
}

const messages = (text: string) =>
  checkText(text).diagnostics.map(({ code, message }) => `${code}: ${message.replace('claim failed: ', '')}`);

describe('correct claims are not reported', () => {
  it.each([
    ['conv', 'an output shape', '{ output: [5, 5, 8] }'],
    ['conv', 'a number of values', '{ output: 200 }'],
    ['conv', 'a product of values', '{ output: 5×5×8 }'],
    ['conv', 'a product with asterisks', '{ output: 5*5 * 8 }'],
    ['conv', 'counts', '{ params: 256, trainableParams: 240, nonTrainableParams: 16, macs: 21600 }'],
    ['conv', 'a count as a product', '{ macs: 10×10×3×3×3×8 }'],
    [
      'conv',
      'options',
      '{ filters: 8, kernel: 3, stride: [1, 1], padding: valid, activation: linear, dropout: 0.5 }',
    ],
    ['conv', 'a pool in short', '{ pool: 2 }'],
    ['conv', 'a pool in full', '{ pool: { type: max, size: [2, 2], stride: 2 } }'],
    ['conv', 'a batch norm', '{ batchNorm: true }'],
    ['conv', 'several', '[{ filters: 8 }, { source: the README, output: [5, 5, 8] }]'],
    ['conv', 'no claim', '[]'],
    ['flatten', 'a vector', '{ output: [200], params: 0 }'],
    ['output', 'classes as a word', '{ units: classes }'],
    ['output', 'classes as their number', '{ units: 12 }'],
    [
      'whole',
      'the network',
      '{ input: [12, 12, 3], classes: 12, output: [12], params: 2668, layers: { conv2d: 1, dense: 1, add: 0 } }',
    ],
  ])('%s: %s', (block, _what, claims) => {
    const { diagnostics, plan } = checkText(network({ [block]: claims }));
    expect(withoutNotes(diagnostics)).toEqual([]);
    expect(plan).not.toBeNull();
  });
});

describe('failed claims report the actual value', () => {
  it.each([
    ['conv', '{ output: [5, 5] }', 'claim/output: "conv1" outputs [5, 5, 8], not [5, 5]'],
    ['conv', '{ output: 201 }', 'claim/output: "conv1" outputs [5, 5, 8], not 201 values'],
    [
      'conv',
      '{ output: 6×6×8 }',
      'claim/output: "conv1" outputs [5, 5, 8], not 288 values (6×6×8); with padding "same" in every conv it would output [6, 6, 8]',
    ],
    ['conv', '{ output: [10, 10, 8] }', 'claim/output: "conv1" outputs [5, 5, 8], not [10, 10, 8]'],
    ['conv', '{ params: 224 }', 'claim/params: "conv1" has 256 parameters, not 224'],
    ['conv', '{ trainableParams: 1 }', 'claim/params: "conv1" has 240 trainable parameters, not 1'],
    ['conv', '{ nonTrainableParams: 1 }', 'claim/params: "conv1" has 16 non-trainable parameters, not 1'],
    ['conv', '{ macs: 2×3 }', 'claim/macs: "conv1" has 21,600 multiply-adds, not 6 (2×3)'],
    ['conv', '{ filters: 16 }', 'claim/option: "conv1" has 8 filters, not 16'],
    ['conv', '{ filters: classes }', 'claim/option: "conv1" has 8 filters, not 12'],
    ['conv', '{ kernel: 5 }', 'claim/option: "conv1" has kernel 3, not 5'],
    ['conv', '{ kernel: 2 }', 'claim/option: "conv1" has kernel 3, not 2; 2 is the size of its pool'],
    ['conv', '{ kernel: [3, 5] }', 'claim/option: "conv1" has kernel 3, not [3, 5]'],
    ['conv', '{ padding: same }', 'claim/option: "conv1" has padding valid, not same'],
    ['conv', '{ bias: false }', 'claim/option: "conv1" has bias true, not false'],
    ['conv', '{ pool: 3 }', 'claim/option: "conv1" has a pool of size 2, stride 2, not of size 3, stride 3'],
    [
      'conv',
      '{ pool: { type: average, size: 2 } }',
      'claim/option: "conv1" has a pool of type max, not of type average',
    ],
    [
      'conv',
      '{ pool: false }',
      'claim/option: "conv1" has a pool: { type: max, size: 2, stride: 2, padding: valid }',
    ],
    [
      'conv',
      '{ batchNorm: { momentum: 0.9 } }',
      'claim/option: "conv1" has a batchNorm of momentum 0.99, not of momentum 0.9',
    ],
    ['output', '{ batchNorm: true }', 'claim/option: "output" has no batchNorm'],
    ['output', '{ units: 10 }', 'claim/option: "output" has 12 units, not 10'],
    ['output', '{ activation: relu }', 'claim/option: "output" has activation softmax, not relu'],
    [
      'flatten',
      '{ params: 3×3×3×8 }',
      'claim/params: "flatten" has 0 parameters, not 216 (3×3×3×8); it outputs [200]; with padding "same" in every conv it would output [288]',
    ],
    ['whole', '{ params: 2669 }', 'claim/params: the network has 2,668 parameters, not 2,669'],
    ['whole', '{ output: [10] }', 'claim/output: the network outputs [12], not [10]'],
    ['whole', '{ input: [12, 12, 1] }', 'claim/option: the input is [12, 12, 3], not [12, 12, 1]'],
    ['whole', '{ classes: 10 }', 'claim/option: the spec has 12 classes, not 10'],
    ['whole', '{ layers: { conv2d: 2 } }', 'claim/layers: the network has 1 conv2d layer, not 2'],
    [
      'whole',
      '{ layers: { dropout: 2, maxPool2d: 0 } }',
      'claim/layers: the network has 1 dropout layer, not 2',
    ],
    [
      'whole',
      '{ layers: { conv: 1 } }',
      'spec/unknown-key: unknown layer kind "conv"; did you mean "conv2d"?',
    ],
  ])('%s: %s', (block, claims, expected) => {
    expect(messages(network({ [block]: claims }))[0]).toBe(expected);
  });

  it('names the source of the claim, and marks the claim and the option', () => {
    const { diagnostics } = checkText(network({ conv: '{ source: the README, filters: 16 }' }));
    expect(diagnostics).toMatchObject([
      {
        message: 'claim from the README failed: "conv1" has 8 filters, not 16',
        range: { start: { line: 6, column: 134 }, end: { line: 6, column: 136 } },
        related: [{ message: 'its "filters" is set here', range: { start: { line: 6, column: 41 } } }],
        hint: 'correct the network, or update the claims with validate-spec --update-claims',
      },
    ]);
  });

  it.each([
    ['{ params: 216 }', '216 is the number of kernel weights of "conv1_conv" (3×3×3×8)'],
    ['{ params: 3×3×3×8 }', '216 = 3×3×3×8 is the number of kernel weights of "conv1_conv" (3×3×3×8)'],
    ['{ params: 224 }', '224 is the number of parameters of "conv1_conv", including biases'],
    ['{ params: 800 }', '800 is the number of values in the output of "conv1_conv", [10, 10, 8]'],
    ['{ params: 21600 }', '21,600 is the number of multiply-adds of "conv1_conv"'],
    ['{ params: 2412 }', '2,412 is the number of parameters of "output_dense", including biases'],
  ])('recognizes what %s counts', (claims, expected) => {
    const { diagnostics } = checkText(network({ whole: claims }));
    expect(diagnostics.map(({ related }) => related.map(({ message }) => message))).toEqual([[expected]]);
  });
});

describe('nothing unknown is reported', () => {
  const everything = '{ output: [1], params: 1, macs: 1, trainableParams: 1 }';

  it.each([
    ['a block after an unknown type', '  - { type: nonsense }\n', ['spec/unknown-value']],
    ['a block after an unknown size', '  - { type: dense, units: -1 }\n', ['spec/out-of-range']],
    [
      'a network with an unknown input',
      '  - { type: dense, units: 3, from: nowhere }\n',
      ['graph/unknown-input'],
    ],
  ])('%s', (_what, blocks, codes) => {
    const text = network({
      blocks,
      output: everything,
      whole: '{ params: 1, macs: 1, layers: { dense: 2 } }',
    });
    expect(checkText(text).diagnostics.map(({ code }) => code)).toEqual(codes);
  });

  it('an invalid option is unknown, but the shape after a neutral one is not', () => {
    const text = network({ conv: '{ dropout: 0.3, output: [1, 1, 1], params: 3 }' }).replace(
      'dropout: 0.5',
      'dropout: 5',
    );
    expect(checkText(text).diagnostics.map(({ code }) => code)).toEqual([
      'spec/out-of-range',
      'claim/output',
    ]);
  });

  it('the number of classes is unknown', () => {
    const text = network({ output: '{ units: 3 }', whole: '{ classes: 3 }' }).replace(
      'classes: 12',
      'classes: -1',
    );
    expect(checkText(text).diagnostics.map(({ code }) => code)).toEqual(['spec/out-of-range']);
  });
});
