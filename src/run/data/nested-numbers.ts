import { UserError } from '../../base/diagnostics/user-error';
import { describe } from '../../language/report-issues';

/** Numbers in nested lists, as `tensor.array()` returns them. */
export type NestedNumbers = readonly number[] | readonly NestedNumbers[];

/** Whether a value is a list that begins with a number, at any depth. */
export function isNestedNumbers(value: unknown): value is NestedNumbers {
  let first = value;
  while (Array.isArray(first)) first = first[0];
  return Array.isArray(value) && typeof first === 'number';
}

/**
 * Copies nested lists of equal lengths to an array, in row-major order.
 *
 * @param name of the lists, for messages
 * @throws {UserError} if two lists at the same depth have different lengths, or a value is not a number
 */
export function flattenNumbers(
  nested: NestedNumbers,
  name: string,
): { readonly shape: readonly number[]; readonly values: Float32Array } {
  const shape: number[] = [];
  for (let list: unknown = nested; Array.isArray(list); list = list[0]) shape.push(list.length);
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
  let at = 0;
  const copy = (value: unknown, depth: number, place: string) => {
    const length = shape[depth];
    if (length === undefined) {
      if (typeof value !== 'number')
        throw new UserError(`${place}: expected a number, received ${describe(value)}`, `fix ${name}`);
      values[at++] = value;
      return;
    }
    if (!Array.isArray(value))
      throw new UserError(`${place}: expected a list, received ${describe(value)}`, `fix ${name}`);
    if (value.length !== length)
      throw new UserError(
        `${place}: expected a list of length ${length}, received one of length ${value.length}`,
        `give all lists in ${name} the same length`,
      );
    for (const [i, item] of value.entries()) copy(item, depth + 1, `${place}[${i}]`);
  };
  copy(nested, 0, name);
  return { shape, values };
}
