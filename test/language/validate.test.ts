import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/base/diagnostics/render/text';
import { checkFile, found } from '../support/check-file';
import { specText, withConv } from '../support/spec-text';

it('reports all mistakes of a file in one run', async () => {
  const { diagnostics, plan } = checkFile('test/fixtures/all-mistakes.yaml');
  expect(plan).toBeNull();
  await expect(`${renderText(diagnostics)}\n`).toMatchFileSnapshot('../fixtures/all-mistakes.txt');
});

it('the spec modified in the tables below has no problems', () => {
  expect(found(specText())).toEqual([]);
  expect(found(withConv('filters: 8, kernel: 3'))).toEqual([]);
});

describe('one mistake, one diagnostic', () => {
  describe('in the sections at the top', () => {
    it.each([
      ['a missing version', { version: null }, '1:1 spec/missing-key the spec is missing "version"'],
      ['a missing name', { name: null }, '1:1 spec/missing-key the spec is missing "name"'],
      ['a missing input', { input: null }, '1:1 spec/missing-key the spec is missing "input"'],
      ['missing classes', { classes: null }, '1:1 spec/missing-key the spec is missing "classes"'],
      ['missing blocks', { blocks: null }, '1:1 spec/missing-key the spec is missing "blocks"'],
      [
        'a misspelt version',
        { version: 'verison: 1' },
        '1:1 spec/unknown-key unknown section "verison"; did you mean "version"?',
      ],
      [
        'a misspelt name',
        { name: 'nmae: net' },
        '2:1 spec/unknown-key unknown section "nmae"; did you mean "name"?',
      ],
      [
        'a misspelt input',
        { input: 'inputs: { shape: [8, 8, 3] }' },
        '3:1 spec/unknown-key unknown section "inputs"; did you mean "input"?',
      ],
      [
        'misspelt classes',
        { classes: 'clases: 10' },
        '4:1 spec/unknown-key unknown section "clases"; did you mean "classes"?',
      ],
      [
        'misspelt blocks',
        { blocks: 'block: []' },
        '5:1 spec/unknown-key unknown section "block"; did you mean "blocks"?',
      ],
      ['an unknown section', { more: 'optimiser: adam' }, '9:1 spec/unknown-key unknown section "optimiser"'],
      ['another version', { version: 'version: 2' }, '1:10 spec/unknown-value expected 1, received 2'],
      [
        'a version in quotes',
        { version: 'version: "1"' },
        '1:10 spec/unknown-value expected 1, received "1"',
      ],
      [
        'a name with a space',
        { name: 'name: a b' },
        '2:7 spec/invalid-value expected a name that starts with a letter or digit and contains only letters, digits, "_" and "-", received "a b"',
      ],
      ['a name that is a number', { name: 'name: 3' }, '2:7 spec/wrong-type expected a string, received 3'],
      ['an empty section', { input: 'input:' }, '3:7 spec/wrong-type expected a mapping, received nothing'],
    ])('%s', (_what, changes, expected) => {
      expect(found(specText(changes))).toEqual([expected]);
    });
  });

  describe('in input and classes', () => {
    it.each([
      ['input: [32, 32, 3]', '3:8 spec/wrong-type expected a mapping, received [32, 32, 3]'],
      ['input: {}', '3:1 spec/missing-key "input" is missing "shape": expected [height, width, channels]'],
      ['input: { shpae: [32, 32, 3] }', '3:10 spec/unknown-key unknown key "shpae"; did you mean "shape"?'],
      [
        'input: { shape: [32, 32] }',
        '3:17 spec/out-of-range expected [height, width, channels], received [32, 32]',
      ],
      [
        'input: { shape: [32, 32, 3, 1] }',
        '3:17 spec/out-of-range expected [height, width, channels], received [32, 32, 3, 1]',
      ],
      ['input: { shape: 32 }', '3:17 spec/wrong-type expected [height, width, channels], received 32'],
      [
        'input: { shape: [0, 32, 3] }',
        '3:18 spec/out-of-range expected a whole number of at least 1, received 0',
      ],
      ['input: { shape: [32, 1.5, 3] }', '3:22 spec/wrong-type expected a whole number, received 1.5'],
      [
        'input: { shape: [32, 32, 2] }',
        '3:26 spec/invalid-value expected 3 channels (rgb) or 1 (grayscale), received 2',
      ],
      [
        'input: { shape: [32, 32, 1], color: rgb }',
        '3:26 spec/invalid-value expected 3 channels for color: rgb, received 1',
      ],
      [
        'input: { shape: [32, 32, 3], color: grayscale }',
        '3:26 spec/invalid-value expected 1 channel for color: grayscale, received 3',
      ],
      [
        'input: { shape: [32, 32, 3], color: bgr }',
        '3:37 spec/unknown-value expected "rgb" or "grayscale", received "bgr"',
      ],
      [
        'input: { shape: [32, 32, 3], resize: crop }',
        '3:38 spec/unknown-value expected "fill", "cover" or "contain", received "crop"',
      ],
      [
        'input: { shape: [32, 32, 3], rescale: 1/0 }',
        '3:39 spec/invalid-value expected a number other than 0, or a fraction such as 1/255, received "1/0"',
      ],
      [
        'input: { shape: [32, 32, 3], rescale: 0 }',
        '3:39 spec/invalid-value expected a number other than 0, or a fraction such as 1/255, received 0',
      ],
      [
        'input: { shape: [32, 32, 3], rescale: [1] }',
        '3:39 spec/wrong-type expected a number or a fraction such as 1/255, received [1]',
      ],
      [
        'input: { shape: [32, 32, 3], mean: [1, 2] }',
        '3:36 spec/invalid-value expected 3 numbers, one per channel, received 2',
      ],
      [
        'input: { shape: [32, 32, 1], std: [1, 2] }',
        '3:35 spec/invalid-value expected 1 number, one per channel, received 2',
      ],
      [
        'input: { shape: [32, 32, 3], std: [1, 0, 1] }',
        '3:39 spec/out-of-range expected a number more than 0, received 0',
      ],
    ])('%s', (input, expected) => {
      expect(found(specText({ input }))).toEqual([expected]);
    });

    it.each([
      ['classes: 1', '4:10 spec/out-of-range expected a whole number of at least 2, received 1'],
      ['classes: -1', '4:10 spec/out-of-range expected a whole number of at least 2, received -1'],
      [
        'classes: many',
        '4:10 spec/wrong-type expected the number of classes (2 or more), or the list of their names, received "many"',
      ],
      ['classes: [one]', '4:10 spec/out-of-range expected a list of at least 2 items, received ["one"]'],
      ['classes: [one, 2]', '4:16 spec/wrong-type expected a string, received 2'],
      ['classes: [one, ""]', '4:16 spec/out-of-range expected a non-empty string, received ""'],
      ['classes: [one, two, one]', '4:21 spec/invalid-value the class "one" is listed twice'],
      [
        'classes: { one: 1 }',
        '4:10 spec/wrong-type expected the number of classes (2 or more), or the list of their names, received a mapping with "one"',
      ],
    ])('%s', (classes, expected) => {
      expect(found(specText({ classes }))).toEqual([expected]);
    });
  });

  describe('in a block', () => {
    it.each([
      [
        'filters: 8',
        '6:7 spec/missing-key block "conv1" is missing "kernel": expected a positive whole number, or two as [height, width]',
      ],
      ['filters: 8, kernal: 3', '6:44 spec/unknown-key unknown key "kernal"; did you mean "kernel"?'],
      ['filters: 8, kernel: 3, units: 3', '6:55 spec/unknown-key unknown key "units"'],
      ['filters: 0, kernel: 3', '6:41 spec/out-of-range expected a whole number of at least 1, received 0'],
      [
        'filters: 1000001, kernel: 3',
        '6:41 spec/out-of-range expected a whole number of at most 1,000,000, received 1000001',
      ],
      [
        'filters: 1152921504606846976, kernel: 3',
        '6:41 spec/out-of-range expected a whole number of at most 1,000,000, received 1152921504606847000',
      ],
      [
        'filters: class, kernel: 3',
        '6:41 spec/wrong-type expected a positive whole number, or "classes", received "class"',
      ],
      [
        'filters: 8, kernel: [3, 0]',
        '6:56 spec/out-of-range expected a whole number of at least 1, received 0',
      ],
      [
        'filters: 8, kernel: [3]',
        '6:52 spec/wrong-type expected a positive whole number, or two as [height, width], received [3]',
      ],
      [
        'filters: 8, kernel: 3, stride: 0',
        '6:63 spec/out-of-range expected a whole number of at least 1, received 0',
      ],
      [
        'filters: 8, kernel: 3, padding: full',
        '6:64 spec/unknown-value expected "valid" or "same", received "full"',
      ],
      ['filters: 8, kernel: 3, bias: yes', '6:61 spec/wrong-type expected true or false, received "yes"'],
      [
        'filters: 8, kernel: 3, dropout: 1',
        '6:64 spec/out-of-range expected a number less than 1, received 1',
      ],
      [
        'filters: 8, kernel: 3, pool: true',
        '6:61 spec/wrong-type expected a size, or { type, size, stride, padding }, or false, received true',
      ],
      [
        'filters: 8, kernel: 3, pool: { stirde: 2 }',
        '6:63 spec/unknown-key unknown key "stirde"; did you mean "stride"?',
      ],
      [
        'filters: 8, kernel: 3, pool: { size: 0 }',
        '6:69 spec/out-of-range expected a whole number of at least 1, received 0',
      ],
      [
        'filters: 8, kernel: 3, pool: { type: avg }',
        '6:69 spec/unknown-value expected "max" or "average", received "avg"',
      ],
      [
        'filters: 8, kernel: 3, batchNorm: { epsilon: 0 }',
        '6:77 spec/out-of-range expected a number more than 0, received 0',
      ],
      [
        'filters: 8, kernel: 3, order: [conv, conv]',
        '6:62 spec/invalid-value expected each of conv, batchNorm, activation, pool, dropout exactly once, received ["conv", "conv"]',
      ],
      [
        'filters: 8, kernel: 3, from: []',
        '6:61 spec/out-of-range expected a list of at least 1 item, received []',
      ],
      [
        'filters: 8, kernel: 3, from: 3',
        '6:61 spec/wrong-type expected the name of a block, or a list of names, received 3',
      ],
      [
        'filters: 8, kernel: 3, frmo: input',
        '6:55 spec/unknown-key unknown key "frmo"; did you mean "from"?',
      ],
      [
        'filters: 8, kernel: 3, expct: {}',
        '6:55 spec/unknown-key unknown key "expct"; did you mean "expect"?',
      ],
      [
        'filters: 8, kernel: 3, expect: { kernal: 3 }',
        '6:65 spec/unknown-key unknown key "kernal"; did you mean "kernel"?',
      ],
      [
        'filters: 8, kernel: 3, expect: { params: 3x3 }',
        '6:73 spec/invalid-value expected a whole number or a product such as 3×3×512, received "3x3"',
      ],
      [
        'filters: 8, kernel: 3, expect: { macs: 3/2 }',
        '6:71 spec/invalid-value expected a product that is a whole number, received "3/2"',
      ],
      ['filters: 8, kernel: 3, expect: 3', '6:63 spec/wrong-type expected a mapping, received 3'],
    ])('%s', (options, expected) => {
      expect(found(withConv(options))).toEqual([expected]);
    });

    it.each([
      ['- flatten', '6:5 spec/wrong-type expected a block such as { type: flatten }, received "flatten"'],
      ['-', '6:4 spec/wrong-type expected a block such as { type: flatten }, received nothing'],
      ['- { name: a }', '6:7 spec/missing-key block "a" is missing "type": expected a block type'],
      ['- { tpye: flatten }', '6:7 spec/unknown-key unknown key "tpye"; did you mean "type"?'],
      ['- { type: flaten }', '6:13 spec/unknown-value unknown block type "flaten"; did you mean "flatten"?'],
      ['- { type: 3 }', '6:13 spec/wrong-type expected a string, received 3'],
      [
        '- { type: flatten, name: a/b }',
        '6:28 spec/invalid-value expected a name that starts with a letter or digit and contains only letters, digits, "_" and "-", received "a/b"',
      ],
      ['- { type: flatten, nmae: a }', '6:22 spec/unknown-key unknown key "nmae"; did you mean "name"?'],
    ])('%s', (block, expected) => {
      const blocks = `blocks:\n  ${block}\n  - { name: output, type: dense, units: classes, activation: softmax }`;
      expect(found(specText({ blocks }))).toEqual([expected]);
    });

    it.each([
      ['blocks: []', '5:9 spec/out-of-range expected a list of at least 1 item, received []'],
      ['blocks: flatten', '5:9 spec/wrong-type expected a list, received "flatten"'],
    ])('%s', (blocks, expected) => {
      expect(found(specText({ blocks }))).toEqual([expected]);
    });
  });
});
