import { compareCodePoints, listWords } from '../../base/text/words';
import { DataError } from './data-error';

/** The most names in a list to paste; more would flood the terminal. */
const mostPasted = 1000;

/** Sorts class names that nobody listed: by code point, like folders in Keras. */
export function sortedClasses(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort(compareCodePoints);
}

/**
 * Checks that classes that the spec does not list mean the same as class numbers. Class number `i` is the class at position
 * `i`; a class whose name is another whole number would make that number mean two things.
 *
 * @param what the classes, for the message: `the classes in the manifest train.csv`
 * @throws {DataError} with the list of classes to add to the spec
 */
export function checkNumbering(classes: readonly string[], what: string, path: string): void {
  if (!classes.every(isWholeNumber)) return;
  const wrong = classes.findIndex((name, position) => digitsOf(name) !== String(position));
  if (wrong < 0) return;
  throw new DataError(
    `${what} are whole numbers (${listWords(classes)}), but class number ${wrong} would be the class named "${classes[wrong]}"`,
    path,
    listToPaste(classes),
  );
}

/** The hint that lists classes for the spec, whole numbers by value. */
export function listToPaste(names: readonly string[]): string {
  const byValue = (a: string, b: string) => {
    const [first, second] = [digitsOf(a), digitsOf(b)];
    return first.length - second.length || compareCodePoints(first, second) || compareCodePoints(a, b);
  };
  const sorted = names.toSorted(names.every(isWholeNumber) ? byValue : compareCodePoints);
  const shown = sorted.slice(0, mostPasted).map((name) => JSON.stringify(name));
  if (sorted.length > mostPasted) shown.push('…');
  return `list the ${sorted.length} classes in the spec, in the order of the network's outputs: classes: [${shown.join(', ')}]`;
}

/** Finds the position of the class that a numeric label means; −1 if there is none. */
export type ClassOfLabel = (label: number) => number;

/**
 * A numeric label is the position of its class, from 0. If all classes are named by whole numbers, it is the name of its
 * class: with `classes: ["1", "2", "3"]`, the label 1 means the class "1".
 *
 * @throws {DataError} if two names are the same number
 */
export function createClassOfLabel(classes: readonly string[], path: string): ClassOfLabel {
  if (!classes.every(isWholeNumber))
    return (label) => (Number.isInteger(label) && label >= 0 && label < classes.length ? label : -1);
  const positions = new Map<string, number>();
  for (const [position, name] of classes.entries()) {
    const twin = positions.get(digitsOf(name));
    if (twin !== undefined)
      throw new DataError(
        `numeric labels cannot tell the classes "${classes[twin]}" and "${name}" apart`,
        path,
        'rename one of these classes',
      );
    positions.set(digitsOf(name), position);
  }
  // −0 is written as "0".
  return (label) => positions.get(String(label)) ?? -1;
}

/** What {@link createClassOfLabel} accepts, for messages. */
export function expectedLabels(classes: readonly string[]): string {
  const isPosition = classes.every((name, position) => name === String(position));
  return classes.every(isWholeNumber) && !isPosition
    ? `one of the classes ${listWords(classes, 30)}`
    : `a whole number from 0 to ${classes.length - 1}`;
}

function isWholeNumber(name: string): boolean {
  return /^\d+$/.test(name);
}

/** The number without leading zeros. */
function digitsOf(name: string): string {
  return name.replace(/^0+(?=\d)/, '');
}
