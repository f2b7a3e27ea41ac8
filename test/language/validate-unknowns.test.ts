import { describe, expect, it } from 'vitest';
import { found } from '../support/check-file';
import { specText, withConv } from '../support/spec-text';

describe('nothing that depends on an unknown is reported', () => {
  it.each([
    [
      'a block that lacks what a wrong default would have given',
      'defaults: { conv: { kernel: 0 } }',
      'filters: 8',
      '9:29',
    ],
    ['… a misspelt default', 'defaults: { conv: { kernal: 3 } }', 'filters: 8', '9:21'],
    ['… the defaults of a misspelt type', 'defaults: { cnov: { kernel: 3 } }', 'filters: 8', '9:13'],
    ['… misspelt defaults', 'defalts: { conv: { kernel: 3 } }', 'filters: 8', '9:1'],
    [
      'a path with a variable of a misspelt section',
      'variabels: { color: rgb }\ncallbacks: [{ type: tensorBoard, logDir: "logs-{color}" }]',
      'filters: 8, kernel: 3',
      '9:1',
    ],
    [
      'a path with a variable that is wrong',
      'variables: { color: [1] }\ncallbacks: [{ type: tensorBoard, logDir: "logs-{color}" }]',
      'filters: 8, kernel: 3',
      '9:21',
    ],
    [
      'a monitor of a metric in a wrong section',
      'training: { metrics: [topKAccuracy], epochs: -1 }\ncallbacks: [{ type: earlyStopping, monitor: topKAccuracy }]',
      'filters: 8, kernel: 3',
      '9:46',
    ],
    [
      'a monitor of a metric in a misspelt section',
      'trainig: { metrics: [topKAccuracy] }\ncallbacks: [{ type: earlyStopping, monitor: topKAccuracy }]',
      'filters: 8, kernel: 3',
      '9:1',
    ],
  ])('%s', (_what, more, options, place) => {
    const [only, ...others] = found(withConv(options, { more }));
    expect([only?.split(' ')[0], others]).toEqual([place, []]);
  });

  it.each([
    [
      'a block that is taken under a name that is not allowed',
      '- { name: a/b, type: flatten }\n  - { name: output, type: dense, units: classes, activation: softmax, from: a/b }',
      '6:13',
    ],
    [
      'blocks around a misspelt "from"',
      '- { name: a, type: flatten }\n  - { name: b, type: flatten, from: input }\n  - { type: add, form: [a, b] }\n  - { type: dense, units: classes }',
      '8:18',
    ],
    [
      'blocks after an unknown type',
      '- { name: a, type: flattten }\n  - { type: dense, units: classes, from: a }',
      '6:22',
    ],
    [
      'shapes after an unknown number of filters',
      '- { type: conv, filters: -3, kernel: 40 }\n  - { type: dense, units: 3 }',
      '6:28',
    ],
  ])('%s', (_what, list, place) => {
    const places = found(specText({ blocks: `blocks:\n  ${list}` })).map((line) => line.split(' ')[0]);
    expect(places).toEqual([place]);
  });

  it.each([
    ['dropout: 2', '6:64'],
    ['activation: rellu', '6:67'],
    ['batchNorm: maybe', '6:66'],
    ['colour: red', '6:55'],
    ['kernelInitializer: he', '6:74'],
    ['nmae: conv', '6:55'],
  ])('but shapes after a mistake that does not affect them are checked: %s', (mistake, place) => {
    const text = withConv(`filters: 8, kernel: 3, ${mistake}`).replace('  - { type: flatten }\n', '');
    expect(found(text).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      expect.stringMatching(`^${place} spec/`),
      '7:27 shape/wrong-rank',
    ]);
  });

  it('only a section damaged by a syntax error is not checked', () => {
    const text = specText({ more: 'training: { epochs: none, loss: [ }\ncallbacks: [{ type: nonsense }]' });
    expect(found(text).map((line) => line.split(' ')[1])).toEqual(['yaml/syntax', 'spec/unknown-value']);
  });

  it('a block that merges a damaged one is not checked either', () => {
    const blocks =
      'blocks:\n  - &a { type: conv, kernel: 3 filters: 8 }\n  - *a\n  - { <<: *a, pool: 2 }\n  - { type: flatten }\n  - { type: dense, units: classes }';
    expect(found(specText({ blocks })).map((line) => line.split(' ')[1])).toEqual(['yaml/syntax']);
  });

  it.each([
    ['a section', { more: '? [a, b]\n: 3' }],
    ['an option', { blocks: 'blocks:\n  - { { a: 1 }: 3, filters: -1 }\n  - { type: dense, units: 3 }' }],
  ])('a list or a mapping instead of the name of %s', (_what, changes) => {
    expect(found(specText(changes))).toEqual([
      expect.stringMatching(/^\d+:\d+ yaml\/syntax expected a word as a key, received a (list|mapping)$/),
    ]);
  });

  it('a block damaged by a syntax error is not checked, nor is anything that depends on it', () => {
    const blocks =
      'blocks:\n  - { type: conv, filters: -1, kernel: 3\n  - { type: flatten }\n  - { type: dense, units: 3 }';
    expect(found(specText({ blocks })).map((line) => line.split(' ')[1])).toEqual(['yaml/syntax']);
  });
});
