/** Reads and writes what callbacks remember as JSON, which has no NaN and no infinities: those become strings. */

/** A number as JSON can hold it. */
export function toState(value: number | null): number | string | null {
  return value === null || Number.isFinite(value) ? value : String(value);
}

/** The number under `key`, or `null`. Throws on anything that {@link toState} does not write. */
export function numberOrNull(state: Record<string, unknown>, key: string): number | null {
  const value = state[key];
  if (value === null) return null;
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw new Error(`saved state: expected a number or null in "${key}", received ${JSON.stringify(value)}`);
}

/** The number under `key`. */
export function numberIn(state: Record<string, unknown>, key: string): number {
  const value = numberOrNull(state, key);
  if (value === null) throw new Error(`saved state: expected a number in "${key}", received null`);
  return value;
}

/** The texts under `key`. */
export function textsIn(state: Record<string, unknown>, key: string): string[] {
  const value = state[key];
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string'))
    return [...value];
  throw new Error(`saved state: expected a list of texts in "${key}", received ${JSON.stringify(value)}`);
}
