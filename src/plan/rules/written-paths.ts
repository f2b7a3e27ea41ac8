import type { Path } from '../../source/located-document';
import type { ModelSpec } from '../../spec/model-spec';

/** A path that a callback writes. */
export interface WrittenPath {
  /** The callback's type. */
  readonly type: string;
  readonly text: string;
  readonly path: Path;
  /** Whether epoch, batch and logs may stand in it, not only variables. */
  readonly takesLogs: boolean;
}

/** Every path that the callbacks of a spec write, in their order. */
export function writtenPaths({ callbacks }: ModelSpec): WrittenPath[] {
  return callbacks.flatMap(({ kind, spec, path }) =>
    Object.entries(kind.paths ?? {}).flatMap(([key, { template }]) => {
      const text = spec[key];
      return typeof text === 'string'
        ? [{ type: spec.type, text, path: [...path, key], takesLogs: template }]
        : [];
    }),
  );
}
