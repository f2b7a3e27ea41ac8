import { isRecord, ownValue } from '../base/values';
import type { CallbackSpec } from '../language/callbacks';

/** The values of two plans at a path; `null` if missing. Values are plain data. */
export interface Change {
  /** Keys joined by dots. */
  readonly path: string;
  /** Value in the first plan. */
  readonly from: unknown;
  /** Value in the second plan. */
  readonly to: unknown;
}

/**
 * Lists the innermost values that differ. Mappings are compared key by key unless their types differ; lists are
 * compared and returned as a whole. A missing value equals `null`.
 */
export function diffValues(a: unknown, b: unknown, path = ''): Change[] {
  if (isRecord(a) && isRecord(b) && a.type === b.type) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => diffValues(ownValue(a, key), ownValue(b, key), joinPath(path, key)));
  }
  return same(a, b) ? [] : [{ path, from: a ?? null, to: b ?? null }];
}

/** Joins keys with dots, skipping empty ones. */
function joinPath(...keys: readonly string[]): string {
  return keys.filter((key) => key !== '').join('.');
}

/**
 * Lists the differences between two lists of callbacks. Equal callbacks are matched first, then the remaining ones of
 * the same type in order. If there are several of a type, paths count them from 1:
 * `callbacks.modelCheckpoint#2.keepLast`.
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
