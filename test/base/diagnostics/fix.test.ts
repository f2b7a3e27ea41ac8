import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fix } from '../../../src/base/diagnostics/fix';
import { decodeSource } from '../../../src/base/source/read-source';
import type { SourceFile } from '../../../src/base/source/source-file';
import { checkSpec } from '../../../src/check/check-spec';
import { vocabularyWith } from '../../../src/language/vocabulary';

const check = (file: SourceFile) => checkSpec(file, vocabularyWith()).diagnostics;
const fixText = (text: string) => fix(decodeSource('spec.yaml', new TextEncoder().encode(text)), check);

const head = 'version: 1\nname: net\ninput: { shape: [32, 32, 3] }\nclasses: 10\n';
const tail =
  '  - { type: flatten }\n  - { name: output, type: dense, units: classes, activation: softmax }\n';
const withBlocks = (blocks: string) => `${head}blocks:\n${blocks}${tail}`;
const conv = (options: string) =>
  withBlocks(`  - { name: c, type: conv, filters: 4, kernel: 3${options} }\n`);
const trained = (training: string, rest = '') =>
  `${withBlocks('')}training:\n  epochs: 3\n${training}${rest}`;

describe('an unambiguous problem', () => {
  it.each<[string, string, string, string, number]>([
    ['a key', withBlocks('  - { type: conv, filtres: 4, kernel: 3 } # two\n'), 'filtres', 'filters', 1],
    [
      'a key in quotes',
      withBlocks('  - { type: conv, "filtres": 4, kernel: 3 }\n'),
      '"filtres"',
      '"filters"',
      1,
    ],
    ['a type', withBlocks("  - { type: 'covn', filters: 4, kernel: 3 }\n"), "'covn'", "'conv'", 1],
    ['the case of a word', conv(', padding: SAME'), 'SAME', 'same', 1],
    ['a word', conv(', activation: sigmiod'), 'sigmiod', 'sigmoid', 1],
    ['a section', conv('').replace('classes: 10', 'clases: 10'), 'clases', 'classes', 1],
    ['a number in quotes', conv(', dropout: "0.5"'), '"0.5"', '0.5', 1],
    ['a size in quotes', conv(", stride: '1'"), "'1'", '1', 1],
    ['a boolean in quotes', conv(', bias: "false"'), '"false"', 'false', 1],
    ['a metric of old', trained('  metrics: [acc]\n'), '[acc]', '[accuracy]', 1],
    [
      'a monitor of old',
      trained(
        '',
        'callbacks:\n  - { type: earlyStopping, monitor: val_acc }\ndata:\n  train: { directory: a }\n  validation: { split: 0.2 }\n',
      ),
      'val_acc',
      'val_accuracy',
      1,
    ],
    [
      'a field of a path',
      trained('', "callbacks:\n  - { type: modelCheckpoint, path: 'm-{epcoh:02d}.h5' }\n"),
      'epcoh',
      'epoch',
      1,
    ],
    [
      'the value of an alias, once, where it is written',
      withBlocks(
        '  - { name: a, type: conv, filters: 4, kernel: 3, activation: &f sigmiod }\n  - { name: b, type: conv, filters: 4, kernel: 3, activation: *f }\n',
      ),
      '&f sigmiod',
      '&f sigmoid',
      1,
    ],
    [
      'a merged value, once, where it is written',
      withBlocks(
        '  - &b { name: a, type: conv, filtres: 4, kernel: 3 }\n  - { <<: *b, name: b }\n  - { <<: *b, name: d }\n',
      ),
      'filtres',
      'filters',
      1,
    ],
    [
      'what comes to light by a fix',
      withBlocks('  - { type: covn, filtres: 4, kernel: 3 }\n'),
      'covn, filtres',
      'conv, filters',
      2,
    ],
  ])('%s is fixed', (_, text, wrong, right, count) => {
    expect(text.split(wrong)).toHaveLength(2);
    const { file, changes, remaining } = fixText(text);
    expect(file.text).toBe(text.replace(wrong, right));
    expect(changes.length).toBe(count);
    expect(remaining.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('keeps line breaks, comments and the byte order mark', () => {
    const text =
      `\uFEFF${withBlocks('  - type: conv # a\n    filtres:   4   # b\n    kernel: 3\n')}`.replaceAll(
        '\n',
        '\r\n',
      );
    const { file } = fixText(text);
    expect(file.byteOrderMark).toBe(true);
    expect(`\uFEFF${file.text}`).toBe(text.replace('filtres', 'filters'));
  });
});

describe('an ambiguous problem', () => {
  it.each([
    [
      'a name of the author',
      withBlocks(
        '  - { name: skip, type: conv, filters: 4, kernel: 1 }\n  - { type: conv, filters: 4, kernel: 1, from: skp }\n',
      ),
    ],
    ['a word with other digits', withBlocks('  - { type: conv3d, filters: 4, kernel: 3 }\n')],
    ['a word near two', conv(', activation: relu7')],
    ['a key that is there already', conv(', filtres: 5')],
    ['a wrong size', conv('').replace('kernel: 3', 'kernel: 40')],
    ['a claim', conv(', expect: { output: [1, 2, 3] }')],
    ['a word spelt with an escape', conv(', activation: "rl\\x75e"')],
    [
      'a folded word',
      withBlocks('  - type: conv\n    filters: 4\n    kernel: 3\n    activation: >-\n      rlue\n'),
    ],
  ])('is kept: %s', (_, text) => {
    const before = check(decodeSource('spec.yaml', new TextEncoder().encode(text)));
    expect(before.length).toBeGreaterThan(0);
    const { file, changes, remaining } = fixText(text);
    expect(file.text).toBe(text);
    expect(changes).toEqual([]);
    expect(remaining).toEqual(before);
  });

  it('of two misspellings of one key, neither replaces the other', () => {
    const text = withBlocks('  - { type: conv, filtres: 4, filtrs: 5, kernel: 3 }\n');
    expect(fixText(text).file.text).toBe(text);
  });
});

describe('laws', () => {
  const folder = 'test/fixtures/invalid';
  const fixtures = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  const texts = [
    ...fixtures.map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
    readFileSync('test/fixtures/all-mistakes.yaml', 'utf8'),
    readFileSync('specs/icons-12.yaml', 'utf8'),
  ].filter((text) => text.length < 5_000);

  /** A spec in which a letter of some words is missing, doubled or changed, or a number is quoted. */
  const damaged = fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '$&$&', 'x', '"$&"')), { minLength: 1, maxLength: 6 }),
    )
    .map(([text, slips]) =>
      slips.reduce((damaged, [at, change]) => {
        const from = at % damaged.length;
        const head = damaged.slice(0, from);
        const rest = damaged.slice(from);
        return (
          head + (change === '"$&"' ? rest.replace(/\b\d+\b/, change) : rest.replace(/[a-zA-Z]/, change))
        );
      }, text),
    );

  it('only lines with a diagnostic change, YAML errors do not increase, and fixing twice equals fixing once', () => {
    let mended = 0;
    fc.assert(
      fc.property(damaged, (text) => {
        const guilty = new Set<number>();
        const once = fix(decodeSource('spec.yaml', new TextEncoder().encode(text)), (file) => {
          const found = check(file);
          for (const { suggestion } of found) if (suggestion) guilty.add(suggestion.range.start.line);
          return found;
        });
        const before = text.replace(/^\uFEFF/, '').split('\n');
        const after = once.file.text.split('\n');
        expect(after).toHaveLength(before.length);
        for (const [i, line] of after.entries()) if (!guilty.has(i + 1)) expect(line).toBe(before[i]);
        expect(fixText(once.file.text)).toMatchObject({ changes: [], file: { text: once.file.text } });
        expect(once.remaining).toEqual(check(once.file));
        mended += once.changes.length;
      }),
      { numRuns: 150 },
    );
    expect(mended).toBeGreaterThan(20);
  });
});
