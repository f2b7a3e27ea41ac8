import { describe, expect, it } from 'vitest';
import {
  checkNumbering,
  createClassOfLabel,
  expectedLabels,
  listToPaste,
} from '../../../src/run/data/class-numbers';
import { DataError } from '../../../src/run/data/data-error';

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, i) => String(i + from));

describe('classes that nobody listed', () => {
  it.each([
    ['names', ['cat', 'dog']],
    ['0 to 9', numbers(10)],
    ['padded numbers from 0', ['00', '01', '02']],
    ['a number among names', ['1', 'cat']],
    ['fractions', ['0.5', '1.5']],
  ])('may be %s', (_, classes) => {
    expect(() => checkNumbering(classes.toSorted(), 'the classes', '')).not.toThrow();
  });

  it.each([
    ['0 to 11', numbers(12), 2, '10', numbers(12)],
    ['1 to 3', numbers(3, 1), 0, '1', numbers(3, 1)],
    ['with a gap', ['0', '1', '3'], 2, '3', ['0', '1', '3']],
    ['from a negative number', ['-1', '0', '1'], 0, '-1', ['-1', '0', '1']],
    ['written with decimals', numbers(12).map((n) => `${n}.0`), 2, '10.0', numbers(12).map((n) => `${n}.0`)],
    ['padded numbers from 1', ['01', '02'], 0, '01', ['01', '02']],
    [
      'beyond 2^53',
      ['20000000000000003', '10000000000000001', '10000000000000000'],
      0,
      '10000000000000000',
      ['10000000000000000', '10000000000000001', '20000000000000003'],
    ],
  ])('may not be %s, and the list to paste is sorted by value', (_, classes, position, name, pasted) => {
    expect(() => checkNumbering(classes.toSorted(), 'the classes', 'train.csv')).toThrow(
      expect.objectContaining({
        name: 'DataError',
        message: `the classes are whole numbers (${classes.toSorted().slice(0, 10).join(', ')}${classes.length > 10 ? ' and 2 more' : ''}), but class number ${position} would be the class named "${name}"`,
        hint: `list the ${classes.length} classes in the spec, in the order of the network's outputs: classes: [${pasted.map((text) => `"${text}"`).join(', ')}]`,
      }),
    );
  });

  it('may not be another number among names if the labels are numeric', () => {
    expect(() => checkNumbering(['0', '1', 'other'], 'the classes', '', 'numeric')).not.toThrow();
    expect(() => checkNumbering(['1', 'cat'], 'the classes', '', 'numeric')).toThrow(
      'the classes include whole numbers (1, cat), but class number 0 would be the class named "1"',
    );
  });

  it('are not all pasted if there are too many', () => {
    expect(listToPaste(numbers(2000, 1))).toMatch(/"1000", …\]$/);
  });
});

describe('a numeric label', () => {
  it.each([
    [['cat', 'dog'], [0, 1, 2, -1, 0.5, Number.NaN], [0, 1, -1, -1, -1, -1], 'a whole number from 0 to 1'],
    [['1', '2', '3'], [1, 3, 0, 4], [0, 2, -1, -1], 'one of the classes 1, 2, 3'],
    [['0', '10', '2'], [10, 2, -0], [1, 2, 0], 'one of the classes 0, 10, 2'],
    [['01', '02'], [1, 2, 0], [0, 1, -1], 'one of the classes 01, 02'],
    [['0', '1'], [0, 1], [0, 1], 'a whole number from 0 to 1'],
    [['0', '1', 'other'], [0, 2], [0, 2], 'a whole number from 0 to 2'],
    [['-1', '0', '1'], [-1, 0, 1, 2], [0, 1, 2, -1], 'one of the classes -1, 0, 1'],
    [['1.0', '-0', '2.'], [1, 0, 2], [0, 1, 2], 'one of the classes 1.0, -0, 2.'],
  ])('of the classes %j', (classes, labels, positions, expected) => {
    expect(labels.map(createClassOfLabel(classes, ''))).toEqual(positions);
    expect(expectedLabels(classes)).toBe(expected);
  });

  it('is ambiguous if another class has its name', () => {
    expect(() => createClassOfLabel(['2', '1', 'cat'], 'y.npy')).toThrow(
      new DataError(
        'numeric labels are ambiguous, because class number 0 is named "2"',
        'y.npy',
        'rename this class, or give the names of the classes as labels',
      ),
    );
  });

  it('is ambiguous if two classes are the same number', () => {
    expect(() => createClassOfLabel(['1', '01'], 'y.npy')).toThrow(
      new DataError(
        'numeric labels cannot tell the classes "1" and "01" apart',
        'y.npy',
        'rename one of these classes',
      ),
    );
  });
});
