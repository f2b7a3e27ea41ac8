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
 * @param labels are `numeric` if the labels are class numbers; then one such name is enough. With `names`, it takes a list of
 *   whole numbers: a number among words is a name
 * @throws {DataError} with the list of classes to add to the spec
 */
export function checkNumbering(
  classes: readonly string[],
  what: string,
  path: string,
  labels: 'names' | 'numeric' = 'names',
): void {
  const all = classes.every(isWholeNumber);
  const wrong = misnumbered(classes);
  if (wrong < 0 || (labels === 'names' && !all)) return;
  throw new DataError(
    `${what} ${all ? 'are' : 'include'} whole numbers (${listWords(classes)}), but class number ${wrong} would be the class named "${classes[wrong]}"`,
    path,
    listToPaste(classes),
  );
}

/** The first class whose name is a number other than its position; −1 if there is none. */
function misnumbered(classes: readonly string[]): number {
  return classes.findIndex((name, position) => isWholeNumber(name) && numberOf(name) !== String(position));
}

/** The hint that lists classes for the spec, whole numbers by value. */
export function listToPaste(names: readonly string[]): string {
  const sorted = names.toSorted(names.every(isWholeNumber) ? byValue : compareCodePoints);
  const shown = sorted.slice(0, mostPasted).map((name) => JSON.stringify(name));
  if (sorted.length > mostPasted) shown.push('…');
  return `list the ${sorted.length} classes in the spec, in the order of the network's outputs: classes: [${shown.join(', ')}]`;
}

function byValue(a: string, b: string): number {
  const [first, second] = [BigInt(numberOf(a)), BigInt(numberOf(b))];
  return first < second ? -1 : first > second ? 1 : compareCodePoints(a, b);
}

/** Finds the position of the class that a numeric label means; −1 if there is none. */
export type ClassOfLabel = (label: number) => number;

/**
 * A numeric label is the position of its class, from 0. If all classes are named by whole numbers, it is the name of its
 * class: with `classes: ["1", "2", "3"]`, the label 1 means the class "1".
 *
 * @throws {DataError} if two names are the same number, or if only some names are numbers and they are not their positions
 */
export function createClassOfLabel(classes: readonly string[], path: string): ClassOfLabel {
  if (!classes.every(isWholeNumber)) {
    const wrong = misnumbered(classes);
    if (wrong >= 0)
      throw new DataError(
        `numeric labels are ambiguous, because class number ${wrong} is named "${classes[wrong]}"`,
        path,
        'rename this class, or give the names of the classes as labels',
      );
    return (label) => (Number.isInteger(label) && label >= 0 && label < classes.length ? label : -1);
  }
  const positions = new Map<string, number>();
  for (const [position, name] of classes.entries()) {
    const twin = positions.get(numberOf(name));
    if (twin !== undefined)
      throw new DataError(
        `numeric labels cannot tell the classes "${classes[twin]}" and "${name}" apart`,
        path,
        'rename one of these classes',
      );
    positions.set(numberOf(name), position);
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

/** Whether a name is a whole number, also as table programs write it: `2.0`. */
function isWholeNumber(name: string): boolean {
  return /^-?\d+(\.0*)?$/.test(name);
}

/** The whole number as JavaScript writes it, without leading zeros and decimals. */
function numberOf(name: string): string {
  return name
    .replace(/\.0*$/, '')
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^-0$/, '0');
}
