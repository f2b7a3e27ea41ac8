import type { Path } from '../../base/source/located-document';
import { type ModelSpec, unknown } from '../../language/model-spec';
import { fillTemplate, parseTemplate } from '../../language/path-template';

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
  /** The subfolders that the callback creates, if it is the path of a folder; `null` for the path of a file. */
  readonly subfolders: readonly string[] | null;
}

/** Returns every path that the callbacks of a spec write to, in order. */
export function writtenPaths({ callbacks, variables }: ModelSpec): WrittenPath[] {
  const values = variables === unknown ? {} : variables;
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (field, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? field) : field,
    );
  return callbacks.flatMap(({ kind, spec, path }) =>
    Object.entries(kind.paths ?? {}).flatMap(([key, { template, subfolders = null }]) => {
      const text = spec[key];
      if (typeof text !== 'string') return [];
      return [
        {
          ...{ type: spec.type, text, filled: fill(text), path: [...path, key] },
          takesLogs: template,
          subfolders,
        },
      ];
    }),
  );
}

/** Epochs whose paths are compared: enough for every number of digits that a run usually has. */
const comparedEpochs = 1000;

/**
 * The paths that a template gives in a run of `epochs` epochs. Values of logs are unknown: each is 1, which is as short as
 * they get. A template with errors gives itself.
 */
export function pathsOf({ filled, takesLogs }: WrittenPath, epochs: number): readonly string[] {
  const { fields, problems } = parseTemplate(filled);
  if (problems.length > 0 || (fields.length > 0 && !takesLogs)) return [filled];
  const logs = Object.fromEntries(fields.map(({ name }) => [name, 1]));
  const count = fields.some(({ name }) => name === 'epoch') ? Math.min(epochs, comparedEpochs) : 1;
  return Array.from({ length: count }, (_, i) => fillTemplate(filled, { ...logs, epoch: i + 1 }));
}

/**
 * The steps of a path without `.`, `..` and empty ones. Lower case and composed, because some file systems treat upper and
 * lower case, or composed and decomposed letters, as equal.
 */
export function stepsOf(path: string): readonly string[] {
  const steps: string[] = [];
  for (const step of path.split(/[/\\]/)) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step.normalize('NFC').toLowerCase());
  }
  return steps;
}
