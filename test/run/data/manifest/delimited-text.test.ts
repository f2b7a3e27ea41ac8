import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDelimited } from '../../../../src/run/data/manifest/delimited-text';

describe('readDelimited', () => {
  it.each<[string, string, unknown[]]>([
    [
      'records',
      'a,b\nc,d\n',
      [
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fields: ['c', 'd'] },
      ],
    ],
    [
      'a last line without a break',
      'a\nb',
      [
        { line: 1, fields: ['a'] },
        { line: 2, fields: ['b'] },
      ],
    ],
    [
      'every kind of break',
      'a\r\nb\rc\nd',
      ['a', 'b', 'c', 'd'].map((f, i) => ({ line: i + 1, fields: [f] })),
    ],
    [
      'empty lines',
      '\n\na\n\nb',
      [
        { line: 3, fields: ['a'] },
        { line: 5, fields: ['b'] },
      ],
    ],
    [
      'empty fields',
      ',\na,',
      [
        { line: 1, fields: ['', ''] },
        { line: 2, fields: ['a', ''] },
      ],
    ],
    ['quoted fields', '"a,b","say ""hi"""\n', [{ line: 1, fields: ['a,b', 'say "hi"'] }]],
    [
      'breaks in quotes',
      '"a\nb\r\nc"\nd',
      [
        { line: 1, fields: ['a\nb\r\nc'] },
        { line: 4, fields: ['d'] },
      ],
    ],
    ['a quote in the middle', 'a"b,c\n', [{ line: 1, fields: ['a"b', 'c'] }]],
    [
      'text behind a quote',
      '"a"b,c\nd',
      [
        { line: 1, fault: 'text follows a closing quote' },
        { line: 2, fields: ['d'] },
      ],
    ],
    [
      'an open quote',
      'a\n"b\nc',
      [
        { line: 1, fields: ['a'] },
        { line: 2, fault: 'a quote is opened and never closed' },
      ],
    ],
    ['nothing', '', []],
  ])('reads %s', (_, text, expected) => {
    expect([...readDelimited(text, ',')]).toEqual(expected);
  });

  it('takes tabs', () => {
    expect([...readDelimited('a,b\tc', '\t')]).toEqual([{ line: 1, fields: ['a,b', 'c'] }]);
  });

  it('reads back what was written with quotes', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é') });
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (records) => {
        const text = records
          .map((fields) => fields.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        expect(
          [...readDelimited(text, ',')].map((record) => ('fields' in record ? record.fields : null)),
        ).toEqual(records);
      }),
    );
  });
});
