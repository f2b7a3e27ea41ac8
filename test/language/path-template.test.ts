import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate, parseTemplate, templateFields } from '../../src/language/path-template';

/** The results of Python 3.11's `str.format` for the same templates and values. */
const filled: readonly (readonly [template: string, value: number, expected: string])[] = [
  ['{epoch}', 7, '7'],
  ['{epoch:04d}', 7, '0007'],
  ['{epoch:>5}', 12, '   12'],
  ['{epoch:<5}|', 12, '12   |'],
  ['{epoch:*^6}', 12, '**12**'],
  ['{epoch:+04d}', 7, '+007'],
  ['{epoch:.1f}', 7, '7.0'],
  ['{batch:03}', 5, '005'],
  ['{val_loss}', 1, '1.0'],
  ['{val_loss}', 0.1, '0.1'],
  ['{val_loss}', 1e-5, '1e-05'],
  ['{val_loss}', 12345678, '12345678.0'],
  ['{val_loss}', 1e16, '1e+16'],
  ['{val_loss:.2f}', 0.125, '0.12'],
  ['{val_loss:.2f}', 0.375, '0.38'],
  ['{val_loss:.2f}', 0.005, '0.01'],
  ['{val_loss:.0f}', 2.5, '2'],
  ['{val_loss:.0f}', 3.5, '4'],
  ['{val_loss:.2f}', -0.001, '-0.00'],
  ['{val_loss:08.3f}', 0.8, '0000.800'],
  ['{val_loss:08.3f}', -0.8, '-000.800'],
  ['{val_loss:+.2f}', 0.5, '+0.50'],
  ['{val_loss: .2f}', 0.5, ' 0.50'],
  ['{val_loss:.3e}', 0.91234, '9.123e-01'],
  ['{val_loss:.3E}', 0.91234, '9.123E-01'],
  ['{val_loss:.0e}', 2.5, '2e+00'],
  ['{val_loss:.2e}', 9.995, '9.99e+00'],
  ['{val_loss:e}', 0, '0.000000e+00'],
  ['{val_loss:g}', 0.8, '0.8'],
  ['{val_loss:g}', 1234567, '1.23457e+06'],
  ['{val_loss:.3}', 12, '12.0'],
  ['{val_loss:.2}', 12, '1.2e+01'],
  ['{val_loss:.16g}', 1e23, '9.999999999999999e+22'],
  ['{val_loss:.0%}', 0.3, '30%'],
  ['{val_loss:.1%}', 0.12345, '12.3%'],
  ['{val_loss:.2f}', Number.NaN, 'nan'],
  ['{val_loss:06.2f}', Number.POSITIVE_INFINITY, '000inf'],
  ['{val_loss:.2F}', Number.NEGATIVE_INFINITY, '-INF'],
  ['{{{epoch}}}', 3, '{3}'],
];

describe('fillTemplate', () => {
  it.each(filled)('%s of %d is %s', (template, value, expected) => {
    expect(fillTemplate(template, { epoch: value, batch: value, val_loss: value })).toBe(expected);
  });

  it('fills in variables as text', () => {
    const values = { color: 'rgb', formats: 'png', epoch: 3 };
    expect(fillTemplate('best-{color}-{formats:>5}-{epoch:02d}.h5', values)).toBe('best-rgb-  png-03.h5');
  });

  it('lists the available names if a name is unknown', () => {
    const unknown = (message: string, hint: string) => expect.objectContaining({ message, hint });
    expect(() => fillTemplate('m-{val_f1:.2f}.h5', { epoch: 1, loss: 0.5 })).toThrow(
      unknown('path "m-{val_f1:.2f}.h5": unknown field {val_f1}', 'use one of epoch, loss'),
    );
    expect(() => fillTemplate('{toString}', {})).toThrow(
      unknown(
        'path "{toString}": unknown field {toString}',
        'remove it, because no fields are available here',
      ),
    );
  });

  it('parses to the same value when formatted with all digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(fillTemplate('{val_loss}', { val_loss: value }))).toBe(value);
        expect(Number(fillTemplate('{val_loss:.16e}', { val_loss: value }))).toBe(value);
      }),
    );
  });
});

describe('parseTemplate', () => {
  it('returns the positions of names', () => {
    expect(parseTemplate('a-{epoch:04d}-{val_loss}.h5').fields).toEqual([
      { name: 'epoch', offset: 3, end: 8 },
      { name: 'val_loss', offset: 15, end: 23 },
    ]);
    expect(templateFields('{epoch}/{loss:.2f}-{epoch:04d}')).toEqual(['epoch', 'loss']);
  });

  it.each([
    ['a}b', 'unmatched "}"', 1, 2],
    ['ab{epoch', 'unclosed "{"', 2, 8],
    ['{}', 'empty field name', 0, 2],
    ['{0}', 'cannot be the name', 0, 3],
    ['{epoch!r}', 'cannot be the name', 0, 9],
    ['{epoch.real}', 'cannot be the name', 0, 12],
    ['x{epoch:4q}', 'unknown format "4q"', 1, 11],
    ['{epoch:.2d}', 'no precision', 0, 11],
    ['{loss:d}', 'is not valid for a number', 0, 8],
    ['{color:.2f}', 'is not valid for text', 0, 11],
    ['{color:+5}', 'is only valid for numbers', 0, 10],
  ])('%s: %s', (template, message, offset, end) => {
    const { problems } = parseTemplate(template, ['color']);
    expect(problems).toEqual([{ message: expect.stringContaining(message), offset, end }]);
    expect(() => fillTemplate(template, { color: 'rgb', loss: 1, epoch: 1 })).toThrow(message);
  });
});
