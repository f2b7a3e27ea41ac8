import { describe, expect, it } from 'vitest';
import { checkText } from '../../support/check-file';
import { specText } from '../../support/spec-text';

const output = '{ type: dense, units: classes, activation: softmax }';

/** What is found in these blocks on a 32×32×3 input, without its place. */
function foundIn(blocks: readonly string[], changes: Readonly<Record<string, string>> = {}): string[] {
  const list = ['blocks:', ...blocks.map((block) => `  - ${block}`)].join('\n');
  return checkText(specText({ ...changes, blocks: list })).diagnostics.map(
    ({ severity, code, message }) => `${severity} ${code.replace('regularity/', '')}: ${message}`,
  );
}

describe('windows', () => {
  const conv = (options: string) => [
    `{ name: a, type: conv, filters: 4, activation: relu, ${options} }`,
    '{ type: flatten }',
    output,
  ];
  const dropped = (kind: string, what: string, input: string) => [
    `note dropped-rows: ${kind} "a" never reads ${what} of its input ${input}`,
  ];

  it.each<[string, string[]]>([
    ['kernel: 3', []],
    ['kernel: 2, stride: 2', []],
    ['kernel: 3, stride: 2, padding: same', []],
    ['kernel: 3, stride: 2', dropped('conv2d', 'the last row and the last column', '[32, 32, 3]')],
    ['kernel: 4, stride: [2, 3]', dropped('conv2d', 'the last column', '[32, 32, 3]')],
    [
      'kernel: 6, stride: [1, 9]',
      [
        ...dropped('conv2d', 'the last 8 columns', '[32, 32, 3]'),
        'warning skipped-rows: conv2d "a" skips columns between its windows',
      ],
    ],
    ['kernel: 3, dilation: 3', []],
    ['kernel: 1, stride: 2', dropped('conv2d', 'the last row and the last column', '[32, 32, 3]')],
    ['kernel: 3, pool: 4', dropped('maxPool2d', 'the last 2 rows and the last 2 columns', '[30, 30, 4]')],
    [
      'kernel: 3, pool: { type: average, size: [4, 3] }',
      dropped('averagePool2d', 'the last 2 rows', '[30, 30, 4]'),
    ],
  ])('%s', (options, expected) => {
    const found = foundIn(conv(options));
    expect(found).toHaveLength(expected.length);
    for (const [i, message] of expected.entries()) expect(found[i]).toContain(message);
  });

  it.each([
    [
      'kernel: 3, padding: same, pool: { size: 2, stride: 3, padding: same }',
      'rows and columns',
      'stride [3, 3] is larger than size [2, 2]',
      'maxPool2d',
    ],
    [
      'kernel: [1, 2], stride: 4, padding: same',
      'columns',
      'stride [4, 4] is larger than kernel [1, 2]',
      'conv2d',
    ],
  ])('%s skips', (options, what, why, kind) => {
    expect(foundIn(conv(options))).toEqual([
      `warning skipped-rows: ${kind} "a" skips ${what} between its windows: ${why}`,
    ]);
  });

  it.each([
    ['pool: 1', '6:75', 'false'],
    ['pool: { type: average, size: 1 }', '6:98', undefined],
  ])('%s does nothing', (pool, place, suggestion) => {
    const blocks = ['blocks:', ...conv(`kernel: 3, ${pool}`).map((block) => `  - ${block}`)].join('\n');
    const [diagnostic] = checkText(specText({ blocks })).diagnostics;
    expect(diagnostic).toMatchObject({ code: 'regularity/idle-pool', severity: 'warning' });
    expect(diagnostic?.suggestion?.text).toBe(suggestion);
    const { line, column } = diagnostic?.range.start ?? {};
    expect(`${line}:${column}`).toBe(place);
  });

  it('of size 1 with a stride choose rows', () => {
    expect(foundIn(conv('kernel: 3, padding: same, pool: { size: 1, stride: 31 }'))).toEqual([]);
  });
});

describe('activations', () => {
  const relu = '{ name: a, type: conv, filters: 4, kernel: 3, activation: relu }';
  it.each<[string, string[], string[]]>([
    [
      'relu twice',
      [relu, '{ name: b, type: activation, function: relu }'],
      ['relu of "b" changes nothing behind relu'],
    ],
    [
      'relu twice over a pool',
      [relu, '{ type: maxPool }', '{ name: b, type: activation, function: relu }'],
      ['relu of "b" changes nothing behind relu'],
    ],
    ['relu6 behind relu', [relu, '{ name: b, type: activation, function: relu6 }'], []],
    [
      'relu behind relu6',
      ['{ type: activation, function: relu6 }', '{ name: b, type: activation, function: relu }'],
      ['relu of "b" changes nothing behind relu6'],
    ],
    [
      'relu behind tanh',
      ['{ type: activation, function: tanh }', '{ name: b, type: activation, function: relu }'],
      [],
    ],
    [
      'relu behind a batch norm',
      [relu, '{ type: batchNorm }', '{ name: b, type: activation, function: relu }'],
      [],
    ],
    [
      'relu behind a sum',
      [
        '{ name: x, type: activation, function: relu }',
        '{ type: add, from: [x, x] }',
        '{ name: b, type: activation, function: relu }',
      ],
      [],
    ],
  ])('%s', (_what, blocks, messages) => {
    expect(foundIn([...blocks, '{ type: flatten }', output])).toEqual(
      messages.map((message) => `warning idle-activation: ${message}`),
    );
  });

  it.each<[string, string[], string[]]>([
    [
      'softmax in the middle',
      [
        '{ type: flatten }',
        '{ name: a, type: dense, units: 8, activation: softmax, dropout: 0.5 }',
        `${output}`,
      ],
      ['softmax of "a" stands before dense "dense2": its small gradient slows what comes before'],
    ],
    [
      'softmax twice',
      ['{ type: flatten }', output, '{ type: activation, function: softmax }'],
      ['softmax of "dense1" is followed by another softmax, which makes the scores nearly equal'],
    ],
    [
      'softmax as weights of a sum',
      [
        '{ name: a, type: conv, filters: 3, kernel: 1, activation: softmax }',
        '{ type: add, from: [a, input] }',
        '{ type: flatten }',
        output,
      ],
      [],
    ],
    [
      'softmax before a global mean',
      ['{ type: conv, filters: classes, kernel: 3, activation: softmax }', '{ type: globalAveragePool }'],
      [],
    ],
  ])('%s', (_what, blocks, messages) => {
    expect(foundIn(blocks)).toEqual(messages.map((message) => `warning hidden-softmax: ${message}`));
  });

  it('two layers that lead on from one softmax are one mistake', () => {
    const blocks = [
      '{ type: flatten }',
      '{ name: a, type: dense, units: 10, activation: softmax }',
      '{ name: b, type: dense, units: 10, activation: relu, from: a }',
      '{ name: c, type: dense, units: 10, activation: relu, from: a }',
      '{ name: sum, type: add, from: [b, c] }',
      output,
    ];
    expect(foundIn(blocks)).toHaveLength(1);
  });
});

describe('two linear maps in a row', () => {
  const conv = (options: string) => `{ type: conv, filters: 8, kernel: 3, padding: same${options} }`;
  const end = ['{ type: globalMaxPool }', output];
  it.each<[string, string[], boolean]>([
    ['conv, conv', [conv(''), conv(', activation: relu')], true],
    [
      'conv with batch norm and dropout, conv',
      [conv(', batchNorm: true, bias: false, dropout: 0.1'), conv('')],
      true,
    ],
    ['conv with relu, conv', [conv(', activation: relu'), conv('')], false],
    ['conv with max pool, conv', [conv(', pool: 2'), conv('')], false],
    ['a bottleneck', [conv(', activation: relu'), conv('').replace('8', '2'), conv('')], false],
    [
      'fewer values than before only',
      [conv(', activation: relu'), conv('').replace('8', '2'), conv('').replace('8', '2')],
      true,
    ],
    [
      'separated kernels',
      [conv('').replace('kernel: 3', 'kernel: [3, 1]'), conv('').replace('kernel: 3', 'kernel: [1, 3]')],
      false,
    ],
    ['conv, dense', [conv(''), '{ type: flatten }', '{ type: dense, units: 4, activation: relu }'], false],
    [
      'dense, dense',
      ['{ type: flatten }', '{ type: dense, units: 10 }', '{ type: dense, units: 10, activation: relu }'],
      true,
    ],
  ])('%s', (_what, blocks, expected) => {
    const tail = blocks.some((block) => block.includes('flatten')) ? [output] : end;
    const warnings = foundIn([...blocks, ...tail]).filter((line) => line.startsWith('warning'));
    expect(warnings.map((line) => line.slice(0, 22))).toEqual(expected ? ['warning linear-stack: '] : []);
  });
});

describe('batch norm and dropout', () => {
  it.each<[string, string[], string[]]>([
    [
      'a bias before batch norm',
      ['{ name: a, type: conv, filters: 4, kernel: 3, batchNorm: true, activation: relu }'],
      ['note cancelled-bias: batchNorm "a" cancels the bias of conv2d "a": 4 parameters without effect'],
    ],
    [
      'no bias',
      ['{ type: conv, filters: 4, kernel: 3, batchNorm: true, bias: false, activation: relu }'],
      [],
    ],
    [
      'batch norm behind the activation',
      [
        '{ type: conv, filters: 4, kernel: 3, batchNorm: true, activation: relu, order: [conv, activation, batchNorm, pool, dropout] }',
      ],
      [],
    ],
    [
      'dropout before batch norm',
      ['{ name: a, type: dropout, rate: 0.1 }', '{ type: maxPool }', '{ name: b, type: batchNorm }'],
      [
        'note dropout-before-batch-norm: dropout of "a" comes right before batchNorm "b", which then learns a variance that does not hold in use',
      ],
    ],
    [
      'dropout before a conv before batch norm',
      [
        '{ type: dropout, rate: 0.1 }',
        '{ type: conv, filters: 4, kernel: 3, activation: relu }',
        '{ type: batchNorm }',
      ],
      [],
    ],
  ])('%s', (_what, blocks, expected) => {
    expect(foundIn([...blocks, '{ type: flatten }', output])).toEqual(expected);
  });

  it('dropout of the scores is shown once, where it was written', () => {
    const changes = { defaults: 'defaults: { dense: { dropout: 0.5, activation: softmax } }' };
    expect(foundIn(['{ type: flatten }', '{ name: last, type: dense, units: classes }'], changes)).toEqual([
      'warning output-dropout: dropout of "last" sets class scores to zero in training',
    ]);
  });
});
