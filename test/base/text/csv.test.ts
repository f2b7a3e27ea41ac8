import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvField, readCsv, separatorOf } from '../../../src/base/text/csv';

describe('readCsv', () => {
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
      'text after a quote',
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
    [
      'a byte order mark',
      '\uFEFFa,b\n1,2',
      [
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fields: ['1', '2'] },
      ],
    ],
    [
      'lines after quoted fields with every kind of break',
      '"a\r\nb\nc\rd",1\r\n\r\n"e\r\n",2\r\nf',
      [
        { line: 1, fields: ['a\r\nb\nc\rd', '1'] },
        { line: 6, fields: ['e\r\n', '2'] },
        { line: 8, fields: ['f'] },
      ],
    ],
    [
      'quotes around quotes',
      '"""a""b"\nc',
      [
        { line: 1, fields: ['"a"b'] },
        { line: 2, fields: ['c'] },
      ],
    ],
    [
      'blanks',
      ' a , b\n ',
      [
        { line: 1, fields: [' a ', ' b'] },
        { line: 2, fields: [' '] },
      ],
    ],
    [
      'letters of several bytes',
      'é"x","日本\n語"\n😀',
      [
        { line: 1, fields: ['é"x"', '日本\n語'] },
        { line: 3, fields: ['😀'] },
      ],
    ],
    [
      'text after a quote of several lines',
      '"a\nb"c,"d",e"f\n\n"g"',
      [
        { line: 1, fault: 'text follows a closing quote' },
        { line: 4, fields: ['g'] },
      ],
    ],
    [
      'semicolons',
      'a;b\r\n"x;y";"say ""so"""\r\n',
      [
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fields: ['x;y', 'say "so"'] },
      ],
    ],
    [
      'bars',
      'a|b\n1|\n\n |2\n"3|4"|',
      [
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fields: ['1', ''] },
        { line: 4, fields: [' ', '2'] },
        { line: 5, fields: ['3|4', ''] },
      ],
    ],
    [
      'lines in quotes',
      'a,b\n"two\nlines",2\n3,4',
      [
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fields: ['two\nlines', '2'] },
        { line: 4, fields: ['3', '4'] },
      ],
    ],
    [
      'an open quote with a separator',
      'a,b\n"never closed,2',
      [
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fault: 'a quote is opened and never closed' },
      ],
    ],
    ['one field', 'a', [{ line: 1, fields: ['a'] }]],
  ])('reads %s', (_, text, expected) => {
    expect(readCsv(text)).toEqual(expected);
  });

  it('accepts tabs', () => {
    expect(readCsv('a,b\tc', '\t')).toEqual([{ line: 1, fields: ['a,b', 'c'] }]);
  });

  it.each([
    ['loss\tacc', '\t'],
    ['"loss";acc', ';'],
    ['\uFEFFval_loss|acc', '|'],
    ['a,b;c', ','],
    ['a b;c', ','],
    ['', ','],
  ])('finds the separator of %j: %j', (text, separator) => {
    expect(separatorOf(text)).toBe(separator);
  });

  it('parses quoted values to the original values', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é') });
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (records) => {
        const text = records
          .map((fields) => fields.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        expect(readCsv(text).map((record) => ('fields' in record ? record.fields : null))).toEqual(records);
      }),
    );
  });
});

describe('csvField', () => {
  it('quotes only what needs it', () => {
    expect(['0.5', 'a,b', 'a;b', 'say "hi"', 'two\nlines'].map((text) => csvField(text, ','))).toEqual([
      '0.5',
      '"a,b"',
      'a;b',
      '"say ""hi"""',
      '"two\nlines"',
    ]);
  });

  it('is read back', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (fields) => {
        const line = ['first', ...fields].map((text) => csvField(text, ',')).join(',');
        expect(readCsv(`${line}\r\n`, ',')).toEqual([{ line: 1, fields: ['first', ...fields] }]);
      }),
    );
  });
});
