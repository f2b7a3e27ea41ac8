import type { Path } from '../../base/source/located-document';
import { type ModelSpec, unknown } from '../../language/model-spec';

/** A path that a callback writes. */
export interface WrittenPath {
  /** The callback's type. */
  readonly type: string;
  readonly text: string;
  /** The text with the variables of the spec filled in. */
  readonly filled: string;
  readonly path: Path;
  /** Whether epoch, batch and logs may stand in it, not only variables. */
  readonly takesLogs: boolean;
}

/** Every path that the callbacks of a spec write, in their order. */
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
