import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { arbitrarySpec } from '../support/arbitrary-spec';
import { checkText, found } from '../support/check-file';
import { specText } from '../support/spec-text';

/** A spec of 32×32×3 with these templates and blocks before its head. Templates begin on line 6. */
function withTemplates(templates: readonly string[], blocks: readonly string[]): string {
  return specText({
    blocks: [
      'templates:',
      ...templates,
      'blocks:',
      ...blocks,
      '  - { type: flatten }',
      '  - { name: output, type: dense, units: classes, activation: softmax }',
    ].join('\n'),
    ignore: 'ignore: [regularity/linear-stack]',
  });
}

const residual = [
  '  residual:',
  '    with: { stride: 1 }',
  '    blocks:',
  '      - { name: a, type: conv, filters: $filters, kernel: 3, stride: $stride, padding: same }',
  '      - { name: b, type: conv, filters: $filters * 2, kernel: 3, padding: same }',
  '      - { name: side, type: conv, from: input, filters: 2 * $filters, kernel: 1, stride: $stride, padding: same }',
  '      - { name: sum, type: add, from: [b, side] }',
];

/** Name, inputs and output of each layer between the input and the head. */
function layersOf(text: string): string[] {
  const { plan, diagnostics } = checkText(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return (plan?.layers ?? [])
    .slice(1, -3)
    .map(({ name, inputs, outputShape }) => `${inputs.join('+')} → ${name} ${outputShape.join('×')}`);
}

describe('a template', () => {
  it('expands to its blocks, named <instance>_<name>, with parameters, defaults and products filled in', () => {
    const blocks = [
      '  - { name: one, use: residual, with: { filters: 4 } }',
      '  - { use: residual, with: { filters: 8, stride: 2 } }',
    ];
    expect(layersOf(withTemplates(residual, blocks))).toEqual([
      'input → one_a_conv 32×32×4',
      'one_a_conv → one_b_conv 32×32×8',
      'input → one_side_conv 32×32×8',
      'one_b_conv+one_side_conv → one_sum 32×32×8',
      'one_sum → residual2_a_conv 16×16×8',
      'residual2_a_conv → residual2_b_conv 16×16×16',
      'one_sum → residual2_side_conv 16×16×16',
      'residual2_b_conv+residual2_side_conv → residual2_sum 16×16×16',
    ]);
  });

  it('accepts parameters of any type, in any position, and nested templates', () => {
    const templates = [
      '  unit:',
      '    blocks:',
      '      - { name: $word, type: conv, filters: $filters, kernel: $kernel, padding: same, pool: { size: $size }, batchNorm: $norm }',
      '  two:',
      '    blocks:',
      '      - { name: x, use: unit, with: { word: a, filters: $n / 2, kernel: [1, 3], size: 2, norm: { momentum: 0.5 } } }',
      '      - { use: unit, with: { word: b, filters: $n, kernel: 3, size: 1, norm: false } }',
    ];
    expect(layersOf(withTemplates(templates, ['  - { name: t, use: two, with: { n: 6 } }']))).toEqual([
      'input → t_x_a_conv 32×32×3',
      't_x_a_conv → t_x_a_batchNorm 32×32×3',
      't_x_a_batchNorm → t_x_a_pool 16×16×3',
      't_x_a_pool → t_unit2_b_conv 16×16×6',
      't_unit2_b_conv → t_unit2_b_pool 16×16×6',
    ]);
  });

  it('acts as one block from outside, with the output of its last block', () => {
    const blocks = [
      '  - { name: left, use: residual, with: { filters: 4 } }',
      '  - { name: right, use: residual, with: { filters: 4 }, from: input }',
      '  - { name: both, type: concat, from: [left, right], expect: { output: [32, 32, 16] } }',
    ];
    expect(layersOf(withTemplates(residual, blocks)).at(-1)).toBe('left_sum+right_sum → both 32×32×16');
  });

  it('checks claimed results for all its blocks together', () => {
    const use = (expected: string) =>
      `  - { name: r, use: residual, with: { filters: 4 }, expect: { ${expected} } }`;
    expect(found(withTemplates(residual, [use('output: [32, 32, 8], params: 440')]))).toEqual([]);
    expect(found(withTemplates(residual, [use('output: [32, 32, 4], params: 441')]))).toEqual([
      '14:71 claim/output claim failed: "r" outputs [32, 32, 8], not [32, 32, 4]',
    ]);
  });
});

describe('repeat', () => {
  it('chains copies; the name refers to the last', () => {
    const blocks = [
      '  - { name: c, type: conv, filters: 3, kernel: 3, repeat: 3, expect: { filters: 3, output: [26, 26, 3] } }',
      '  - { name: crop, type: conv, filters: 3, kernel: 7, from: input }',
      '  - { type: add, from: [c, crop] }',
    ];
    expect(layersOf(withTemplates(['  {}'], blocks).replace('templates:\n  {}\n', ''))).toEqual([
      'input → c_1_conv 30×30×3',
      'c_1_conv → c_2_conv 28×28×3',
      'c_2_conv → c_3_conv 26×26×3',
      'input → crop_conv 26×26×3',
      'c_3_conv+crop_conv → add1 26×26×3',
    ]);
  });

  it('repeats a template by a parameter', () => {
    const templates = [
      ...residual,
      '  stage:',
      '    blocks:',
      '      - { name: body, use: residual, with: { filters: 2 }, repeat: $depth }',
    ];
    const layers = layersOf(withTemplates(templates, ['  - { name: s, use: stage, with: { depth: 2 } }']));
    expect(layers.map((line) => line.split(' ')[2])).toEqual([
      's_body_1_a_conv',
      's_body_1_b_conv',
      's_body_1_side_conv',
      's_body_1_sum',
      's_body_2_a_conv',
      's_body_2_b_conv',
      's_body_2_side_conv',
      's_body_2_sum',
    ]);
  });
});

describe('what is wrong', () => {
  const use = '  - { name: r, use: residual, with: { filters: 4 } }';
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    [
      'with an argument is shown at the argument',
      residual,
      ['  - { name: r, use: residual, with: { filters: 0 } }'],
      ['14:48 spec/out-of-range expected a whole number of at least 1, received 0'],
    ],
    [
      'with a default is shown at the default',
      residual.map((line) => line.replace('stride: 1 }', 'stride: none }')),
      [use],
      ['7:21 spec/wrong-type expected a positive whole number, or two as [height, width], received "none"'],
    ],
    [
      'in a template is shown there once, however often it is used',
      residual.map((line) => line.replace('type: add', 'type: sum')),
      [use, use.replace('name: r', 'name: s')],
      ['12:28 spec/unknown-value unknown block type "sum"'],
    ],
    [
      'with a product',
      residual,
      ['  - { name: r, use: residual, with: { filters: classes } }'],
      ['14:48 spec/invalid-value $filters is used in a product: expected a number, received "classes"'],
    ],
    [
      'with a quotient',
      residual.map((line) => line.replace('$filters * 2', '$filters / 3')),
      [use],
      ['10:41 spec/wrong-type expected a positive whole number, or "classes", received 1.3333333333333333'],
    ],
    [
      'with a sum',
      residual.map((line) => line.replace('$filters * 2', '$filters + 2')),
      [use],
      ['10:41 spec/invalid-value expected $name, or a product such as 4 * $filters, received "$filters + 2"'],
    ],
    [
      'with the name of a template',
      residual,
      [use.replace('use: residual', 'use: residula')],
      ['14:21 spec/unknown-value unknown template "residula"; did you mean "residual"?'],
    ],
    [
      'with the name of a parameter',
      residual,
      [use.replace('filters', 'fliters')],
      ['14:39 spec/unknown-key template "residual" has no parameter "fliters"; did you mean "filters"?'],
    ],
    [
      'with a parameter that is absent',
      residual,
      ['  - { name: r, use: residual }'],
      ['14:21 spec/missing-key template "residual" needs a value for $filters'],
    ],
    [
      'with a default that no block takes',
      residual.map((line) => line.replace('{ stride: 1 }', '{ stride: 1, strid: 2 }')),
      [use],
      ['7:24 spec/unknown-key no block of template "residual" uses the parameter $strid'],
    ],
    [
      'with a type beside the template',
      residual,
      [use.replace('use:', 'type: conv, use:')],
      ['14:16 spec/unknown-key unknown key "type"'],
    ],
    [
      'with a key of the template',
      residual.map((line) => line.replace('blocks:', 'block:')),
      [use],
      ['8:5 spec/unknown-key unknown key "block"; did you mean "blocks"?'],
    ],
    [
      'with the name of a use: once, not again for each of its blocks',
      residual,
      [use, use],
      ['15:13 graph/duplicate-name the name "r" is already taken'],
    ],
    [
      'with the key "use"',
      residual,
      [use.replace('use:', 'usee:')],
      ['14:16 spec/unknown-key unknown key "usee"; did you mean "use"?'],
    ],
    [
      'with the key "with"',
      residual,
      [use.replace('with:', 'wtih:')],
      ['14:31 spec/unknown-key unknown key "wtih"; did you mean "with"?'],
    ],
    [
      'with a parameter too many, where the others are given: no guess',
      residual,
      [use.replace('filters: 4', 'filters: 4, stride: 1, strida: 2')],
      ['14:62 spec/unknown-key template "residual" has no parameter "strida"'],
    ],
    [
      'with names from outside',
      residual.map((line) => line.replace('[b, side]', '[b, stem]')),
      ['  - { name: stem, type: conv, filters: 4, kernel: 3 }', use],
      ['12:43 graph/unknown-input "sum" takes its input from "stem", which does not exist'],
    ],
    [
      'with names inside a template, from outside',
      residual,
      [use, '  - { name: tail, type: conv, filters: 1, kernel: 1, from: r_sum }'],
      ['15:60 graph/unknown-input "tail" takes its input from "r_sum", which does not exist'],
    ],
    [
      'with a name that a template makes',
      residual,
      [use, '  - { name: r_sum, type: conv, filters: 1, kernel: 1 }'],
      ['15:13 graph/duplicate-name the name "r_sum" is already taken'],
    ],
    [
      'with a shape in one of its uses',
      residual.map((line) => line.replace('kernel: 1, stride: $stride', 'kernel: 1')),
      [use, use.replace('name: r', 'name: s').replace('filters: 4', 'filters: 4, stride: 2')],
      [
        '12:28 shape/merge-mismatch "s_sum" needs inputs that agree in all sizes, received [16, 16, 8] and [32, 32, 8]',
      ],
    ],
    [
      'with the repeat of a merge',
      residual,
      [use, '  - { name: m, type: add, from: [r, r], repeat: 2 }'],
      ['15:41 spec/invalid-value add block "m" takes several inputs, so it cannot be repeated'],
    ],
    [
      'with the number of repeats',
      residual,
      [use.replace(' }', ', repeat: 0 }')],
      ['14:51 spec/unknown-key template "residual" has no parameter "repeat"'],
    ],
  ])('%s', (_, templates, blocks, expected) => {
    const places = found(withTemplates(templates, blocks));
    expect(places.filter((line) => !line.includes('unused'))).toEqual(expected);
  });

  it('does not include a dollar sign before a number, which is text', () => {
    const use = '  - { use: t, with: { f: 4 } }';
    const block =
      "{ type: conv, filters: $f, kernel: 1, expect: { source: 'a table for US$5', filters: 4 } }";
    expect(found(withTemplates(['  t:', '    blocks:', `      - ${block}`], [use]))).toEqual([]);
  });

  it('includes templates used only by unused templates, each with its own warning', () => {
    const templates = ['  a: { blocks: [{ use: b }] }', '  b: { blocks: [{ use: a }] }'];
    expect(found(withTemplates(templates, []))).toEqual([
      '6:3 graph/unused-template the template "a" is never used, so its blocks were not checked',
      '7:3 graph/unused-template the template "b" is never used, so its blocks were not checked',
    ]);
  });

  it('lists the uses that led to it, outermost first', () => {
    const templates = [
      ...residual.map((line) => line.replace('kernel: 1, stride: $stride', 'kernel: 1')),
      '  stage:',
      '    blocks:',
      '      - { name: down, use: residual, with: { filters: 4, stride: 2 } }',
    ];
    const { diagnostics } = checkText(withTemplates(templates, ['  - { name: s, use: stage }']));
    const places = diagnostics[0]?.related.map(({ message, range }) => `${range.start.line} ${message}`);
    expect(places).toEqual([
      '10 its input [16, 16, 8] comes from "s_down_b"',
      '11 its input [32, 32, 8] comes from "s_down_side"',
      '17 the template is used here',
      '15 the template is used here',
    ]);
  });
});

describe('hostile templates are stopped early, with one diagnostic', () => {
  const chain = (count: number, uses: number) =>
    Array.from({ length: count }, (_, i) => [
      `  t${i}:`,
      '    blocks:',
      ...Array.from({ length: uses }, () =>
        i + 1 < count ? `      - { use: t${i + 1} }` : '      - { type: conv, filters: 3, kernel: 1 }',
      ),
    ]).flat();

  it.each<[string, readonly string[], string, string]>([
    ['that double forty times over', chain(40, 2), '  - { use: t0 }', 'graph/too-many-layers'],
    ['that nest a thousand deep', chain(1_000, 1), '  - { use: t0 }', 'graph/recursive-template'],
    [
      'that are repeated inside repeats',
      ['  t0:', '    blocks:', '      - { type: conv, filters: 3, kernel: 1, repeat: 1000 }'],
      '  - { use: t0, repeat: 1000 }',
      'graph/too-many-layers',
    ],
    [
      'that use themselves',
      ['  t0:', '    blocks: [{ use: t0 }]'],
      '  - { use: t0 }',
      'graph/recursive-template',
    ],
    [
      'that are called like a prototype',
      ['  __proto__:', '    blocks: [{ type: flatten }]'],
      '  - { use: __proto__ }',
      'spec/invalid-value',
    ],
    [
      'whose parameters are called like a prototype',
      ['  t0:', '    blocks: [{ type: conv, filters: $constructor, kernel: 1 }]'],
      '  - { use: t0 }',
      'spec/missing-key',
    ],
  ])('%s', (_, templates, use, code) => {
    const start = performance.now();
    const codes = checkText(withTemplates(templates, [use])).diagnostics.map((diagnostic) => diagnostic.code);
    expect(codes.filter((other) => other !== 'graph/unused-template')).toEqual([code]);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

it('a template that is used once equals its blocks, and a repeat equals its copies', () => {
  const bare = (text: string) => {
    const { plan, diagnostics } = checkText(text);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    return plan?.layers.map(({ name: _name, block: _block, inputs: _inputs, ...layer }) => layer);
  };
  fc.assert(
    fc.property(arbitrarySpec, fc.integer({ min: 1, max: 3 }), (spec, times) => {
      const body = spec.blocks.slice(0, -1);
      const head = spec.blocks.slice(-1);
      const used = {
        ...spec,
        templates: { all: { blocks: body } },
        blocks: [{ name: 'x', use: 'all' }, ...head],
      };
      expect(bare(stringify(used))).toEqual(bare(stringify(spec)));

      const copy = { type: 'dense', units: 2, activation: 'relu' };
      const copies = Array.from({ length: times }, () => copy);
      const repeated = { ...spec, blocks: [...body, { ...copy, repeat: times }, ...head] };
      expect(bare(stringify(repeated))).toEqual(
        bare(stringify({ ...spec, blocks: [...body, ...copies, ...head] })),
      );
    }),
    { seed: 20_261_122, numRuns: 60 },
  );
});
