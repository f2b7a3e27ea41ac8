import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../src/check/model-plan';
import { diffPlans } from '../../src/describe/diff-plans';
import { diffMarkdown, diffText } from '../../src/describe/diff-text';
import { checkText } from '../support/check-file';
import { specText } from '../support/spec-text';

function planOf(text: string): ModelPlan {
  const { plan, diagnostics } = checkText(text);
  if (!plan) throw new Error(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return plan;
}

const blocks = [
  '{ name: stem, type: conv, filters: 4, kernel: 3, padding: same, activation: relu, pool: 2 }',
  '{ name: left, type: conv, filters: 4, kernel: 1 }',
  '{ name: sum, type: add, from: [stem, left] }',
  '{ name: pool, type: globalAveragePool }',
  '{ name: output, type: dense, units: classes, activation: softmax }',
] as const;

const sections = {
  training: 'training: { optimizer: { type: sgd, momentum: 0.9 } }',
  callbacks:
    'callbacks: [{ type: modelCheckpoint, path: a.h5 }, { type: modelCheckpoint, path: b.h5 }, { type: earlyStopping, monitor: loss }]',
};

/** A small network with replacements in the text of its spec. */
function net(replacements: readonly (readonly [string, string])[] = [], changes = {}): ModelPlan {
  const text = specText({
    blocks: ['blocks:', ...blocks.map((block) => `  - ${block}`)].join('\n'),
    ...sections,
    ...changes,
  });
  return planOf(
    replacements.reduce((all, [from, to]) => {
      expect(all).toContain(from);
      return all.replaceAll(from, to);
    }, text),
  );
}

const base = net();
const without = (name: string) =>
  [`  - ${blocks.find((block) => block.includes(`name: ${name},`))}\n`, ''] as const;

describe('blocks', () => {
  it.each<[string, readonly (readonly [string, string])[], unknown[]]>([
    [
      'an option of the block itself',
      [['kernel: 1', 'kernel: [3, 1], padding: same']],
      [['left', 'changed', 'kernel: 1,1 → 3,1', 'padding: valid → same']],
    ],
    [
      'an option of a part',
      [['pool: 2', 'pool: { size: 2, type: average }']],
      [
        [
          'stem',
          'changed',
          'pool: {"type":"maxPool2d","size":[2,2],"stride":[2,2],"padding":"valid"} → {"type":"averagePool2d","size":[2,2],"stride":[2,2],"padding":"valid"}',
        ],
      ],
    ],
    [
      'the only option of a part',
      [['activation: relu', 'activation: tanh']],
      [['stem', 'changed', 'activation: relu → tanh']],
    ],
    [
      'an activation that has options',
      [['activation: relu', 'activation: { type: elu, alpha: 2 }']],
      [['stem', 'changed', 'activation: relu → {"type":"elu","alpha":2}']],
    ],
    [
      'a part that came',
      [['kernel: 1', 'kernel: 1, dropout: 0.2']],
      [['left', 'changed', 'dropout: null → 0.2']],
    ],
    ['a part that went', [['activation: relu, ', '']], [['stem', 'changed', 'activation: relu → null']]],
    [
      'the order of parts',
      [['pool: 2', 'pool: 2, order: [conv, batchNorm, pool, activation, dropout]']],
      [['stem', 'changed', 'order: conv,activation,pool → conv,pool,activation']],
    ],
    [
      'another type',
      [['globalAveragePool', 'globalMaxPool']],
      [['pool', 'changed', 'type: globalAveragePool2d → globalMaxPool2d']],
    ],
    [
      'what merely follows',
      [['input: { shape: [32, 32, 3]', 'input: { shape: [16, 32, 3]']],
      [
        ['stem', 'affected'],
        ['left', 'affected'],
        ['sum', 'affected'],
        ['pool', 'affected'],
      ],
    ],
    [
      'a block that came',
      [['  - { name: pool', '  - { name: drop, type: dropout, rate: 0.2 }\n  - { name: pool']],
      [
        ['drop', 'added'],
        ['pool', 'changed', 'from: sum → drop'],
      ],
    ],
    [
      'a block that went',
      [without('sum')],
      [
        ['sum', 'removed'],
        ['pool', 'changed', 'from: sum → left'],
      ],
    ],
    ['other inputs', [['[stem, left]', '[left, stem]']], [['sum', 'changed', 'from: stem,left → left,stem']]],
    ['a name', [['stem', 'root']], [['root', 'renamed from stem']]],
    [
      'names that stand side by side',
      [
        ['stem', 'root'],
        ['left', 'right'],
        ['name: output', 'name: head'],
      ],
      [
        ['root', 'renamed from stem'],
        ['right', 'renamed from left'],
        ['head', 'renamed from output'],
      ],
    ],
    [
      'a name beside a block that came',
      [
        ['name: pool', 'name: gap'],
        ['  - { name: gap', '  - { name: drop, type: dropout, rate: 0.2 }\n  - { name: gap'],
      ],
      [
        ['drop', 'added'],
        ['gap', 'renamed from pool', 'from: sum → drop'],
      ],
    ],
    [
      'a name and an option together',
      [['name: pool, type: globalAveragePool', 'name: gap, type: globalMaxPool']],
      [
        ['pool', 'removed'],
        ['gap', 'added'],
        ['output', 'changed', 'from: pool → gap'],
      ],
    ],
  ])('%s', (_, replacements, expected) => {
    const found = diffPlans(base, net(replacements)).blocks.map(({ name, change, previousName, options }) => [
      name,
      previousName === undefined ? change : `${change} from ${previousName}`,
      ...options.map(({ path, from, to }) => `${path}: ${textOf(from)} → ${textOf(to)}`),
    ]);
    expect(found).toEqual(expected);
  });

  it('report changed results', () => {
    const { blocks: found, totals } = diffPlans(base, net([['kernel: 1', 'kernel: [3, 1], padding: same']]));
    expect(found[0]?.results).toEqual({
      params: { from: 20, to: 52 },
      macs: { from: 16 * 16 * 16, to: 16 * 16 * 48 },
    });
    expect(totals.params).toEqual({ from: 112 + 20 + 50, to: 112 + 52 + 50 });
    expect(totals.macs.to - totals.macs.from).toBe(16 * 16 * 32);
  });
});

/** Lists as their entries, mappings as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value);
}

describe('settings', () => {
  it.each<[string, readonly [string, string], unknown[]]>([
    ['the name', ['name: net', 'name: other'], [['name', 'net', 'other']]],
    [
      'an option of training',
      ['momentum: 0.9', 'momentum: 0.8'],
      [['training.optimizer.momentum', 0.9, 0.8]],
    ],
    [
      'another type',
      ['{ type: sgd, momentum: 0.9 }', '{ type: rmsprop, rho: 0.5 }'],
      [
        [
          'training.optimizer',
          expect.objectContaining({ type: 'sgd' }),
          expect.objectContaining({ type: 'rmsprop', rho: 0.5 }),
        ],
      ],
    ],
    ['preprocessing', ['[32, 32, 3]', '[32, 32, 3], rescale: 1/255'], [['input.rescale', 1, 1 / 255]]],
    [
      'an option of a callback',
      ['monitor: loss', 'monitor: loss, patience: 3'],
      [['callbacks.earlyStopping.patience', 0, 3]],
    ],
    [
      'an option of the second of a type',
      ['path: b.h5', 'path: c.h5'],
      [['callbacks.modelCheckpoint#2.path', 'b.h5', 'c.h5']],
    ],
    [
      'a callback that went',
      ['{ type: modelCheckpoint, path: a.h5 }, ', ''],
      [['callbacks.modelCheckpoint#1', expect.objectContaining({ path: 'a.h5' }), null]],
    ],
    [
      'a callback that came',
      ['[{ type: modelC', '[{ type: reduceLROnPlateau, monitor: loss }, { type: modelC'],
      [['callbacks.reduceLROnPlateau', null, expect.objectContaining({ monitor: 'loss' })]],
    ],
  ])('%s', (_, replacement, expected) => {
    const found = diffPlans(base, net([replacement])).settings.map(({ path, from, to }) => [path, from, to]);
    expect(found).toEqual(expected);
  });

  it('the order of callbacks', () => {
    const callbacks =
      'callbacks: [{ type: earlyStopping, monitor: loss }, { type: modelCheckpoint, path: a.h5 }, { type: modelCheckpoint, path: b.h5 }]';
    expect(diffPlans(base, net([], { callbacks })).settings).toEqual([
      {
        path: 'callbacks',
        from: ['modelCheckpoint', 'modelCheckpoint', 'earlyStopping'],
        to: ['earlyStopping', 'modelCheckpoint', 'modelCheckpoint'],
      },
    ]);
  });

  it('classes and data', () => {
    const changed = net([['classes: 10', 'classes: [a, b, c, d, e, f, g, h, i, j]']], {
      data: 'data: { train: { directory: images } }',
    });
    const { settings } = diffPlans(base, changed);
    expect(settings.map(({ path }) => path)).toEqual(['classes', 'data']);
    const other = { ...changed, classNames: ['a', 'b', 'x', 'd', 'e', 'f', 'g', 'h', 'i', 'j'] };
    expect(diffText(diffPlans(changed, other))).toContain('~ classes  […, c, …] → […, x, …]\n');
  });
});

describe('as text', () => {
  const diff = diffPlans(
    base,
    net([
      ['kernel: 1', 'kernel: [3, 1], padding: same, dropout: 0.2'],
      ['name: pool', 'name: gap'],
      ['  - { name: output', '  - { name: drop, type: dropout, rate: 0.5 }\n  - { name: output'],
      ['{ type: sgd, momentum: 0.9 }', 'adam'],
      [', { type: earlyStopping, monitor: loss }', ''],
    ]),
  );

  it('is plain text', () => {
    expect(diffText(diff)).toMatchInlineSnapshot(`
      "blocks
      ~ left    kernel   [1, 1] → [3, 1]
                padding  valid → same
                dropout  none → 0.2
      ~ gap     name     pool → gap
      + drop             dropout 0.5
      ~ output  from     pool → drop

      training
      ~ optimizer  sgd { learningRate: 0.01, momentum: 0.9, nesterov: false }
                   → adam { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }

      callbacks
      - earlyStopping  { monitor: loss, mode: auto, minDelta: 0, patience: 0, baseline: none, restoreBestWeights: false, startFromEpoch: 0 }

      results  output  params   MACs
      ~ left           20 → 52  4,096 → 12,288
      + drop   [4]

      totals
      parameters       182  →      214       +32   +18 %
      trainable        182  →      214       +32   +18 %
      MACs         114,728  →  122,920    +8,192  +7.1 %
      activations  57.4 kB  →  61.6 kB  +4.11 kB  +7.2 %"
    `);
  });

  it('is Markdown', () => {
    expect(diffMarkdown(diff)).toMatchInlineSnapshot(`
      "**blocks**

      |     | block  | option  | from   | to          |
      | --- | ------ | ------- | ------ | ----------- |
      | ~   | left   | kernel  | [1, 1] | [3, 1]      |
      | ~   | left   | padding | valid  | same        |
      | ~   | left   | dropout |        | 0.2         |
      | ~   | gap    | name    | pool   | gap         |
      | +   | drop   |         |        | dropout 0.5 |
      | ~   | output | from    | pool   | drop        |

      **training**

      |     | key       | from                                                       | to                                                                    |
      | --- | --------- | ---------------------------------------------------------- | --------------------------------------------------------------------- |
      | ~   | optimizer | sgd { learningRate: 0.01, momentum: 0.9, nesterov: false } | adam { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } |

      **callbacks**

      |     | key           | from                                                                                                                  |
      | --- | ------------- | --------------------------------------------------------------------------------------------------------------------- |
      | -   | earlyStopping | { monitor: loss, mode: auto, minDelta: 0, patience: 0, baseline: none, restoreBestWeights: false, startFromEpoch: 0 } |

      **results**

      | block  | output | params  | MACs           |
      | ------ | ------ | ------- | -------------- |
      | ~ left |        | 20 → 52 | 4,096 → 12,288 |
      | + drop | [4]    |         |                |

      **totals**

      |             |    from |      to | difference |        |
      | ----------- | ------: | ------: | ---------: | -----: |
      | parameters  |     182 |     214 |        +32 |  +18 % |
      | trainable   |     182 |     214 |        +32 |  +18 % |
      | MACs        | 114,728 | 122,920 |     +8,192 | +7.1 % |
      | activations | 57.4 kB | 61.6 kB |   +4.11 kB | +7.2 % |"
    `);
  });

  it('shows old values in red and new ones in green, and stays aligned', () => {
    const styled = diffText(diff, (style, text) => `<${style}>${text}</>`);
    expect(styled.replace(/<\w+>|<\/>/g, '')).toBe(diffText(diff));
    expect(styled).toContain('<red>[1, 1]</> → <green>[3, 1]</>');
    expect(styled).toContain('\n<green>+ drop ');
  });
});
