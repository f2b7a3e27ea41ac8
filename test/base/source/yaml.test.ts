import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../../src/base/source/source-file';
import { maxSourceBytes, parseYaml } from '../../../src/base/source/yaml';

const parse = (text: string) => parseYaml(new SourceFile('spec.yaml', text));
const found = (text: string) =>
  parse(text).diagnostics.map(({ code, range }) => `${range.start.line}:${range.start.column} ${code}`);

describe('places', () => {
  const text = [
    'base: &base { kernel: 3, stride: 2 }',
    'block:',
    '  <<: *base',
    '  filters: 8',
    'same: *base',
    'list: [1, two]',
  ].join('\n');
  const { document } = parse(text);

  it.each([
    [['block', 'filters'], 'value', '4:12–4:13'],
    [['block', 'filters'], 'key', '4:3–4:10'],
    [['block', 'kernel'], 'value', '1:23–1:24'],
    [['block', 'kernel'], 'key', '1:15–1:21'],
    [['same', 'stride'], 'value', '1:34–1:35'],
    [['list', 1], 'value', '6:11–6:14'],
    [['block', 'missing'], 'value', '2:1–2:6'],
    [['nowhere', 'at', 'all'], 'value', '1:1–1:5'],
  ] as const)('%j (%s) stands at %s', (path, which, expected) => {
    const { start, end } = document?.place(path, which).range ?? {};
    expect(`${start?.line}:${start?.column}–${end?.line}:${end?.column}`).toBe(expected);
  });

  it('merges keys and follows aliases in the value', () => {
    expect(document?.value).toMatchObject({
      block: { kernel: 3, stride: 2, filters: 8 },
      same: { kernel: 3 },
    });
  });

  it('shows an override instead of the file', () => {
    document?.override(['block', 'filters'], -1, { text: '--set block.filters=-1', valueStart: 20 });
    const place = document?.place(['block', 'filters']);
    expect(place?.source.line(1).slice((place?.range.start.column ?? 0) - 1)).toBe('-1');
    expect(document?.value).toMatchObject({ block: { kernel: 3, filters: -1 } });
  });
});

describe('hostile text is rejected with a position', () => {
  const bomb = [
    'a0: &a0 [x, x]',
    ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`),
  ].join('\n');
  it.each([
    ['over 2 MiB', 'x'.repeat(maxSourceBytes + 1), ['1:1 yaml/too-large']],
    [
      'nested 10,000 deep in brackets',
      `a: ${'['.repeat(10_000)}`,
      [expect.stringContaining('yaml/too-deep')],
    ],
    [
      'nested 10,000 deep in dashes',
      `a:\n${'- '.repeat(10_000)}x`,
      [expect.stringContaining('yaml/too-deep')],
    ],
    ['an alias bomb', bomb, ['1:1 yaml/too-deep']],
    ['a control character', 'version: 1\nname: a\u0000b', ['2:8 yaml/not-text']],
    ['two documents', 'version: 1\n---\nversion: 1', [expect.stringContaining('yaml/syntax')]],
    ['empty', '', ['1:1 spec/wrong-type']],
    ['a list', '- 1', ['1:1 spec/wrong-type']],
    ['a comment only', '# nothing', ['1:1 spec/wrong-type']],
  ])('%s', (_name, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('keys named like properties of every object are ordinary keys', () => {
    const { document, diagnostics } = parse('__proto__: 1\nconstructor: 2\nversion: 1');
    expect(diagnostics).toEqual([]);
    expect(Object.keys(document?.value as object)).toEqual(['__proto__', 'constructor', 'version']);
  });

  it('reads CRLF and a byte order mark', () => {
    expect(parse('\uFEFFversion: 1\r\nname: a\r\n').document?.value).toEqual({ version: 1, name: 'a' });
  });
});

it('one mistake gives one diagnostic: follow-on errors of the parser are dropped', () => {
  expect(found('a: 1\nb: { x: u-{y:z} w, v: 1 }\nc: 2\nc: 3')).toEqual(['2:11 yaml/syntax']);
});
