import type { Path } from '../../base/source/located-document';
import { type ModelSpec, unknown } from '../../language/model-spec';

/** A path that a callback writes to. */
export interface WrittenPath {
  /** The callback's type. */
  readonly type: string;
  readonly text: string;
  /** The text with the values of the spec's variables. */
  readonly filled: string;
  readonly path: Path;
  /** Whether it may contain epoch, batch and logs, in addition to variables. */
  readonly takesLogs: boolean;
}

/** Returns every path that the callbacks of a spec write to, in order. */
export function writtenPaths({ callbacks, variables }: ModelSpec): WrittenPath[] {
  const values = variables === unknown ? {} : variables;
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (field, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? field) : field,
    );
  return callbacks.flatMap(({ kind, spec, path }) =>
    Object.entries(kind.paths ?? {}).flatMap(([key, { template }]) => {
      const text = spec[key];
      return typeof text === 'string'
        ? [{ type: spec.type, text, filled: fill(text), path: [...path, key], takesLogs: template }]
        : [];
    }),
  );
}
