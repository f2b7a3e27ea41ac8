import { describe, expect, it } from 'vitest';
import { checkText, found } from '../../support/check-file';
import { specText } from '../../support/spec-text';

// 72,234 parameters: 224 in conv1, 72,010 in output. Outputs of 3,072 + 7,200 + 7,200 + 10 + 10 values.
const withLimits = (limits: string) => specText({ limits: `limits: { ${limits} }` });

describe('limits', () => {
  it.each([
    'params: 72234',
    'params: 72.234k',
    'params: 1M',
    'macs: 266400',
    'macs: 2664*100',
    'macs: 1.5G',
    'activationMemory: 69968',
    'activationMemory: 69.968 kB',
    'modelSize: 288936',
    'modelSize: 1 MiB',
    'modelSize: 1GB',
  ])('%s is not exceeded', (limits) => {
    expect(found(withLimits(limits))).toEqual([]);
  });

  it.each([
    ['params: 72233', 'params', 'has 72,234 parameters, 1 more than the limit of 72,233'],
    ['params: 72k', 'params', 'has 72,234 parameters, 234 more than the limit of 72,000'],
    ['macs: 2×133199', 'macs', 'needs 266,400 multiply-adds per image, 2 more than the limit of 266,398'],
    [
      'activationMemory: 68 KiB',
      'activation-memory',
      'needs 70 kB for the layer outputs of one image, 336 bytes more than the limit of 69.6 kB',
    ],
    ['modelSize: 282 KiB', 'model-size', 'has 289 kB of weights, 168 bytes more than the limit of 289 kB'],
  ])('%s is exceeded', (limits, code, message) => {
    expect(found(withLimits(limits))).toEqual([
      `9:${13 + limits.indexOf(':')} limit/${code} the network ${message}`,
    ]);
  });

  it('lists the most expensive layers with their positions', () => {
    const { diagnostics, plan } = checkText(withLimits('macs: 1k, params: 1k'));
    expect(plan).toBeNull();
    expect(
      diagnostics.map(({ related }) => related.map(({ message, range }) => [message, range.start.line])),
    ).toEqual([
      [
        ['194,400 (73%) in "conv1_conv"', 6],
        ['72,000 (27%) in "output_dense"', 8],
      ],
      [['72,010 (100%) in "output_dense"', 8]],
    ]);
  });

  it.each([
    ['params: 0', '9:19 spec/out-of-range expected a whole number of at least 1, received 0'],
    [
      'params: 1.5',
      '9:19 spec/wrong-type expected a whole number, a product such as 4*1024, or a count such as 5M or 1.5G, received 1.5',
    ],
    [
      'params: 5MB',
      '9:19 spec/invalid-value expected a whole number, a product such as 4*1024, or a count such as 5M or 1.5G, received "5MB"',
    ],
    [
      'modelSize: 5M',
      '9:22 spec/invalid-value expected a number of bytes, a product such as 4*1024, or a size such as 100 MB or 512 MiB, received "5M"',
    ],
    [
      'modelSize: 0.1 B',
      '9:22 spec/invalid-value expected a number of bytes, a product such as 4*1024, or a size such as 100 MB or 512 MiB, received "0.1 B"',
    ],
    ['param: 5', '9:11 spec/unknown-key unknown key "param"; did you mean "params"?'],
  ])('%s is rejected', (limits, message) => {
    expect(found(withLimits(limits))).toEqual([message]);
  });

  it('an invalid limit does not affect the others', () => {
    expect(found(withLimits('params: 1k, macs: many')).map((line) => line.split(' ')[1])).toEqual([
      'limit/params',
      'spec/invalid-value',
    ]);
  });

  it('reports nothing if a layer is unknown', () => {
    const text = withLimits('params: 1').replace('filters: 8', 'filters: eight');
    expect(found(text).map((line) => line.split(' ')[1])).toEqual(['spec/wrong-type']);
  });
});
