import { isRecord } from '../base/values';
import type { CallbackSpec } from '../language/callbacks';

/** A value that two plans have at one path; `null` stands for none. Values are plain data. */
export interface Change {
  /** Keys joined by dots. */
  readonly path: string;
  /** Value in the first plan. */
  readonly from: unknown;
  /** Value in the second plan. */
  readonly to: unknown;
}

/**
 * The smallest values that differ. Mappings are compared key by key unless they are of two types; lists are compared,
 * and given, as wholes. What is absent equals `null`.
 */
export function diffValues(a: unknown, b: unknown, path = ''): Change[] {
  if (isRecord(a) && isRecord(b) && a.type === b.type) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => diffValues(a[key], b[key], joinPath(path, key)));
  }
  return same(a, b) ? [] : [{ path, from: a ?? null, to: b ?? null }];
}

/** Joins keys that may be empty. */
function joinPath(...keys: readonly string[]): string {
  return keys.filter((key) => key !== '').join('.');
}

/**
 * What differs between two lists of callbacks. Equal ones belong together, then the first left of each type; paths count
 * from 1 where there are several of a type: `callbacks.modelCheckpoint#2.keepLast`.
 */
export function diffCallbacks(a: readonly CallbackSpec[], b: readonly CallbackSpec[]): Change[] {
  const partners = new Map<CallbackSpec, CallbackSpec>();
  const pair = (belong: (from: CallbackSpec, to: CallbackSpec) => boolean) => {
    const taken = new Set(partners.values());
    for (const from of a) {
      const to = partners.has(from) ? undefined : b.find((other) => !taken.has(other) && belong(from, other));
      if (!to) continue;
      partners.set(from, to);
      taken.add(to);
    }
  };
  pair(same);
  pair((from, to) => from.type === to.type);

  const taken = new Set(partners.values());
  const kept = a.filter((callback) => partners.has(callback));
  const positions = kept.map((callback) => b.indexOf(partners.get(callback) as CallbackSpec));
  const moved = positions.some((position, i) => position < (positions[i - 1] ?? 0));
  return [
    ...a.flatMap((from) =>
      diffValues(
        from,
        partners.get(from),
        joinPath(
          'callbacks',
          partners.has(from) ? label(partners.get(from) as CallbackSpec, b) : label(from, a),
        ),
      ),
    ),
    ...b
      .filter((to) => !taken.has(to))
      .flatMap((to) => diffValues(null, to, joinPath('callbacks', label(to, b)))),
    ...(moved
      ? [
          {
            path: 'callbacks',
            from: kept.map(({ type }) => type),
            to: b.filter((to) => taken.has(to)).map(({ type }) => type),
          },
        ]
      : []),
  ];
}

function label(callback: CallbackSpec, list: readonly CallbackSpec[]): string {
  const alike = list.filter(({ type }) => type === callback.type);
  return alike.length > 1 ? `${callback.type}#${alike.indexOf(callback) + 1}` : callback.type;
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (isRecord(a) && isRecord(b)) return a.type === b.type && diffValues(a, b).length === 0;
  return (a ?? null) === (b ?? null);
}
