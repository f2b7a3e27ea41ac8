import { describe, expect, it } from 'vitest';
import { checkText, found } from '../support/check-file';
import { specText, withConv } from '../support/spec-text';

describe('hostile keys and words', () => {
  const words = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  it.each(
    words.flatMap((word) => [
      [`${word} as a section`, specText({ more: `${word}: { a: 1 }` }), 'spec/unknown-key'],
      [`${word} as an option`, withConv(`filters: 8, kernel: 3, ${word}: 3`), 'spec/unknown-key'],
      [`${word} as a block type`, specText({ blocks: `blocks: [{ type: ${word} }]` }), 'spec/unknown-value'],
      [`${word} in defaults`, specText({ more: `defaults: { ${word}: { a: 1 } }` }), 'spec/unknown-key'],
      [`${word} as a default`, specText({ more: `defaults: { conv: { ${word}: 1 } }` }), 'spec/unknown-key'],
      [`${word} as a callback`, specText({ more: `callbacks: [{ type: ${word} }]` }), 'spec/unknown-value'],
      [
        `${word} as an option of a callback`,
        specText({ more: `callbacks: [{ type: terminateOnNaN, ${word}: 1 }]` }),
        'spec/unknown-key',
      ],
      [
        `${word} as an optimizer`,
        specText({ more: `training: { optimizer: ${word} }` }),
        'spec/unknown-value',
      ],
      [`${word} as an input`, withConv(`filters: 8, kernel: 3, from: ${word}`), 'graph/unknown-input'],
      [
        `${word} as a kind of layer`,
        specText({ more: `expect: { layers: { ${word}: 1 } }` }),
        word === '__proto__' ? 'spec/invalid-value' : 'spec/unknown-key',
      ],
    ]),
  )('%s', (_what, text, code) => {
    const { diagnostics, plan } = checkText(text);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    expect(plan).toBeNull();
  });

  it('a variable named like a property of every object', () => {
    expect(found(specText({ more: 'variables: { __proto__: 3 }' }))).toEqual([
      '9:25 spec/invalid-value "__proto__" is reserved in JavaScript: choose another name',
    ]);
    const { plan } = checkText(specText({ more: 'variables: { constructor: 3 }' }));
    expect(plan?.variables).toEqual({ constructor: '3' });
  });

  it('a block named like a property of every object', () => {
    const blocks =
      'blocks: [{ name: constructor, type: flatten }, { name: toString, type: dense, units: classes, activation: softmax, from: constructor }]';
    const { plan, diagnostics } = checkText(specText({ blocks }));
    expect(diagnostics).toEqual([]);
    expect(plan?.layers.map(({ name }) => name)).toEqual([
      'input',
      'constructor',
      'toString_dense',
      'toString_activation',
    ]);
  });

  it.each([
    ['a date', '%YAML 1.1\n---\n', { classes: 'classes: 2001-01-01' }],
    ['bytes', '%YAML 1.1\n---\n', { name: 'name: !!binary aGVsbG8=' }],
    ['a set', '%YAML 1.1\n---\n', { input: 'input: !!set { shape }' }],
    ['an ordered map', '%YAML 1.1\n---\n', { input: 'input: !!omap [shape: 3]' }],
    ['a tag of its own', '', { name: 'name: !mine net' }],
    ['a list as a key', '', { more: '? [a, b]\n: 3' }],
    ['no key', '', { more: ': 3' }],
  ])('%s is reported with a position', (_what, head, changes) => {
    const { diagnostics, plan } = checkText(head + specText(changes));
    expect(plan).toBeNull();
    expect(diagnostics.length).toBeGreaterThan(0);
  });
});

describe('numbers at the edge', () => {
  const numbers = [
    '.nan',
    '.inf',
    '-.inf',
    '1e308',
    '-1e308',
    '1e400',
    '5e-324',
    '1152921504606846976',
    '-0',
    '0',
    '-1',
    '1.5',
    '0x10',
  ];
  const places: readonly ((number: string) => string)[] = [
    (n) => specText({ version: `version: ${n}` }),
    (n) => specText({ input: `input: { shape: [${n}, 32, 3] }` }),
    (n) => specText({ input: `input: { shape: [32, 32, ${n}] }` }),
    (n) =>
      specText({
        input: `input: { shape: [32, 32, 3], rescale: ${n}, mean: [${n}, 0, 0], std: [${n}, 1, 1] }`,
      }),
    (n) => specText({ classes: `classes: ${n}` }),
    (n) => withConv(`filters: ${n}, kernel: ${n}, stride: ${n}, dilation: ${n}`),
    (n) => withConv(`filters: 8, kernel: [${n}, 3], pool: { size: ${n}, stride: ${n} }`),
    (n) => withConv(`filters: 8, kernel: 3, dropout: ${n}, batchNorm: { momentum: ${n}, epsilon: ${n} }`),
    (n) => withConv(`filters: 8, kernel: 3, expect: { output: ${n}, params: ${n}, kernel: ${n} }`),
    (n) =>
      specText({ more: `expect: { output: [${n}], params: ${n}, classes: ${n}, layers: { dense: ${n} } }` }),
    (n) =>
      specText({
        more: `training: { epochs: ${n}, batchSize: ${n}, seed: ${n}, optimizer: { type: sgd, learningRate: ${n}, momentum: ${n} } }`,
      }),
    (n) =>
      specText({
        more: `callbacks: [{ type: earlyStopping, monitor: loss, patience: ${n}, minDelta: ${n}, baseline: ${n} }]`,
      }),
    (n) =>
      specText({
        more: `data: { train: { directory: a, augment: { shift: ${n}, rotation: ${n} } }, validation: { split: ${n} } }`,
      }),
    (n) => specText({ more: `variables: { a: ${n} }` }),
  ];

  it.each(numbers)('%s is accepted, or rejected with one diagnostic per position', (number) => {
    for (const text of places.map((place) => place(number))) {
      const { diagnostics, plan } = checkText(text);
      const spots = diagnostics.map(
        ({ range: { start, end } }) => `${start.line}:${start.column}-${end.column}`,
      );
      expect(new Set(spots).size).toBe(spots.length);
      expect(plan === null).toBe(
        diagnostics.some(({ severity, code }) => severity === 'error' && !code.startsWith('claim/')),
      );
      expect(nonFinite(plan)).toEqual([]);
    }
  });
});

/** Numbers that JSON cannot represent. */
function nonFinite(plan: unknown): number[] {
  const lost: number[] = [];
  JSON.stringify(plan, (_key, value) => {
    if (typeof value === 'number' && !Number.isFinite(value)) lost.push(value);
    return value;
  });
  return lost;
}
