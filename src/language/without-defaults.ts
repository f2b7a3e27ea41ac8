import type { z } from 'zod';
import { isRecord } from '../base/values';
import { dataSchema } from './data';
import { inputSchema } from './input';
import { callbackOf } from './kind-schemas';
import type { SpecVocabulary } from './model-spec';
import { trainingSchema } from './training';

type Mapping = Readonly<Record<string, unknown>>;

/**
 * Shortens a spec as an author would write it: without options that have their default, and with the short form of others
 * (`activation: relu`, `kernel: 3`). The result means the same.
 *
 * @param spec valid, without templates and `defaults`, as `renderSpec` writes it
 */
export function withoutDefaults(spec: Mapping, { blocks: kinds, callbacks }: SpecVocabulary): Mapping {
  const shortened: Record<string, unknown> = { ...spec };
  const sections = { input: inputSchema, training: trainingSchema, data: dataSchema };
  for (const [name, schema] of Object.entries(sections))
    if (isRecord(spec[name])) shortened[name] = shortest(schema, spec[name]);
  if (Array.isArray(spec.blocks))
    shortened.blocks = spec.blocks.map((block: unknown) => {
      const kind = isRecord(block) ? kinds[String(block.type)] : undefined;
      return kind && isRecord(block) ? shortBlock(block, kind.schema) : block;
    });
  if (Array.isArray(spec.callbacks))
    shortened.callbacks = spec.callbacks.map((callback: unknown) => {
      const kind = isRecord(callback) ? callbacks[String(callback.type)] : undefined;
      return kind && isRecord(callback) ? shortest(callbackOf(kind), callback) : callback;
    });
  return Object.fromEntries(
    Object.entries(shortened).filter(([, value]) => !isRecord(value) || Object.keys(value).length > 0),
  );
}

function shortBlock(block: Mapping, schema: z.ZodObject): Mapping {
  const isOption = ([key]: [string, unknown]) => Object.hasOwn(schema.shape, key);
  const entries = Object.entries(block);
  return {
    ...Object.fromEntries(entries.filter((entry) => !isOption(entry))),
    ...shortest(schema, Object.fromEntries(entries.filter(isOption))),
  };
}

/** The shortest form of a mapping that a schema reads as the same; the mapping itself if the schema does not accept it. */
function shortest(schema: z.ZodType, value: Mapping): Mapping {
  const goal = schema.safeParse(value);
  if (!goal.success) return value;
  const wanted = canonical(goal.data);
  const isSame = (candidate: Mapping) => {
    const { success, data } = schema.safeParse(candidate);
    return success && canonical(data) === wanted;
  };
  /** Shortens the mapping at `path` in `whole`. */
  const shorten = (whole: Mapping, path: readonly string[]): Mapping => {
    let current = whole;
    for (const key of Object.keys(at(whole, path))) {
      const inner = [...path, key];
      const without = changed(current, inner, undefined);
      if (isSame(without)) {
        current = without;
        continue;
      }
      if (isRecord(at(current, path)[key])) current = shorten(current, inner);
      const short = shortForm(at(current, path)[key]);
      const replaced = short === undefined ? current : changed(current, inner, short);
      if (isSame(replaced)) current = replaced;
    }
    return current;
  };
  return shorten(value, []);
}

/** Longest decimal number that is not written as a fraction. */
const longestDecimal = 8;

/**
 * The short form that a value may have: `3` of `[3, 3]`, `adam` of `{ type: adam }`, `3` of `{ size: 3 }`, `1/255` of its
 * decimals; `undefined` if it has none.
 */
function shortForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 2 && value[0] === value[1] ? value[0] : undefined;
  if (isRecord(value)) return Object.keys(value).length === 1 ? (value.type ?? value.size) : undefined;
  if (typeof value !== 'number' || String(value).length <= longestDecimal) return undefined;
  const divisor = Math.round(1 / value);
  return 1 / divisor === value ? `1/${divisor}` : undefined;
}

function at(value: unknown, path: readonly string[]): Mapping {
  const inner = path.reduce<unknown>((outer, key) => (isRecord(outer) ? outer[key] : undefined), value);
  return isRecord(inner) ? inner : {};
}

/** A copy with another value at `path`; without that key if it is `undefined`. */
function changed(value: Mapping, [key = '', ...rest]: readonly string[], to: unknown): Mapping {
  const { [key]: old, ...others } = value;
  if (rest.length === 0 && to === undefined) return others;
  return { ...value, [key]: rest.length === 0 ? to : changed(isRecord(old) ? old : {}, rest, to) };
}

/** Text that is equal for equal values, whatever the order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
