import { type Diagnostic, diagnose, diagnosticAt } from '../diagnostics/diagnostic';
import { didYouMean, suggest } from '../diagnostics/suggest';
import type { Path, Place } from '../source/located-document';
import { type ModelSpec, unknown } from '../spec/model-spec';
import { parseTemplate } from '../spec/path-template';

/** What a run writes into its folder by itself. Compared without letter case: some file systems do not tell it apart. */
const ownFiles = ['model.h5', 'spec.yaml', 'history.json', 'history.csv', '.convspec-run.json'];

/** Fields of a path template that are not logs. */
const counters = ['epoch', 'batch'];

/** Checks what training and its callbacks will meet: monitors, paths, variables. */
export function checkPolicy(spec: ModelSpec): Diagnostic[] {
  const logs = logNames(spec);
  return [...checkVariables(spec), ...checkMonitors(spec, logs), ...checkPaths(spec, logs)];
}

/** The logs of an epoch; `null` while they cannot be known. Without a data section, validation data may come by the API. */
function logNames({
  training,
  data,
}: ModelSpec): { training: string[]; validation: string[]; validated: boolean } | null {
  if (training === unknown || data === unknown) return null;
  const names = ['loss', ...training.metrics];
  return {
    training: names,
    validation: names.map((name) => `val_${name}`),
    validated: data === null || data.validation !== undefined,
  };
}

type LogNames = NonNullable<ReturnType<typeof logNames>>;

function checkVariables({ document, variables }: ModelSpec): Diagnostic[] {
  const reserved = /^(epoch|batch|loss|accuracy|acc|topKAccuracy|learning_rate|val_.*)$/;
  return Object.keys(variables === unknown ? {} : variables)
    .filter((name) => reserved.test(name))
    .map((name) =>
      diagnose(document, 'policy/reserved-variable', {
        path: ['variables', name],
        at: 'key',
        message: `a variable may not be named "${name}": paths use that name for a log or a counter`,
        hint: 'choose another name',
      }),
    );
}

function checkMonitors({ document, callbacks }: ModelSpec, logs: LogNames | null): Diagnostic[] {
  if (!logs) return [];
  const available = [...logs.training, ...(logs.validated ? logs.validation : [])];
  return callbacks.flatMap(({ kind, spec, path }) => {
    const key = kind.monitorKey?.(spec as never);
    const monitor = key === undefined ? undefined : spec[key];
    if (key === undefined || typeof monitor !== 'string' || available.includes(monitor)) return [];
    const place = document.has([...path, key]) ? [...path, key] : [...path, 'type'];
    if (logs.validation.includes(monitor)) {
      return [
        diagnose(document, 'policy/unknown-monitor', {
          path: place,
          message: `${spec.type} watches "${monitor}", which will not exist: there is no validation data`,
          hint: 'add validation: { split: 0.2 } to data, or watch a log of the training itself',
        }),
      ];
    }
    const near = suggest(monitor.replace(/acc$/, 'accuracy'), available);
    return [
      diagnose(document, 'policy/unknown-monitor', {
        path: place,
        ...didYouMean(
          `${spec.type} watches "${monitor}", which no epoch will log`,
          near,
          `the logs are ${available.join(', ')}`,
        ),
      }),
    ];
  });
}

function checkPaths({ document, callbacks, variables }: ModelSpec, logs: LogNames | null): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const writers = new Map<string, Path>();
  const texts = variables === unknown ? [] : Object.keys(variables);
  for (const { kind, spec, path } of callbacks) {
    for (const [key, { template }] of Object.entries(kind.paths ?? {})) {
      const written = spec[key];
      if (typeof written !== 'string') continue;
      const at: Path = [...path, key];
      if (escapes(written)) {
        diagnostics.push(
          diagnose(document, 'policy/path-escapes', {
            path: at,
            message: `"${written}" leaves the run folder`,
            hint: 'write a relative path without ".."; --out chooses the run folder',
          }),
        );
      }
      checkTemplate(written, at, template);
      const normal = written.replace(/^(\.\/)+/, '');
      const own = ownFiles.find((file) => file === normal.toLowerCase());
      const other = writers.get(normal.toLowerCase());
      if (own !== undefined) {
        diagnostics.push(
          diagnose(document, 'policy/same-path', {
            path: at,
            message: `${spec.type} writes "${written}", which every run writes itself`,
            hint: `choose another name; a run has ${ownFiles.join(', ')} of its own`,
          }),
        );
      } else if (other) {
        diagnostics.push(
          diagnose(document, 'policy/same-path', {
            path: at,
            message: `${spec.type} writes "${written}", which another callback writes too`,
            related: [{ message: 'it is written here first', path: other }],
            hint: 'give each a path of its own',
          }),
        );
      } else writers.set(normal.toLowerCase(), at);
    }
  }
  return diagnostics;

  function checkTemplate(template: string, path: Path, takesLogs: boolean): void {
    const place = document.place(path);
    const report = (
      offset: number,
      end: number,
      message: string,
      more: { hint?: string; suggestion?: string } = {},
    ) =>
      diagnostics.push(
        diagnosticAt(within(place, template, offset, end), 'policy/path-template', {
          path,
          message,
          ...more,
        }),
      );
    const { fields, problems } = parseTemplate(template, texts);
    // A format cannot be judged before it is known what it formats: a wrong name comes first.
    const named = problems.map((problem) => ({
      ...problem,
      name: /^\{([^}:]+):/.exec(template.slice(problem.offset, problem.end))?.[1],
    }));
    const logFields = [
      ...counters,
      ...(logs?.training ?? []),
      ...(logs?.validated ? logs.validation : []),
      'learning_rate',
    ];
    const known = [...(takesLogs ? logFields : []), ...texts];
    const isKnown = (name: string) => known.includes(name) || logs === null || variables === unknown;
    for (const { name, message, offset, end } of named) {
      if (name === undefined || known.includes(name)) report(offset, end, message);
    }
    const wrongNames = named.flatMap(({ name, offset }) =>
      name === undefined ? [] : [{ name, offset: offset + 1, end: offset + 1 + name.length }],
    );
    for (const { name, offset, end } of [...fields, ...wrongNames]) {
      if (isKnown(name)) continue;
      const near = suggest(name.replace(/acc$/, 'accuracy'), known);
      const hint = `declare it under variables${known.length > 0 ? `, or use one of ${known.join(', ')}` : ''}`;
      report(
        offset,
        end,
        `nothing is named {${name}} here${near === undefined ? '' : `, did you mean {${near}}?`}`,
        near === undefined ? { hint } : { suggestion: near },
      );
    }
  }
}

function escapes(path: string): boolean {
  if (/^([/\\~]|[A-Za-z]:)/.test(path)) return true;
  let depth = 0;
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** The part of a scalar's place that stands for `offset … end` of its text; all of it where escapes make that unclear. */
function within(place: Place, text: string, offset: number, end: number): Place {
  const { start } = place.range;
  const line = place.source.line(start.line);
  for (const quote of [0, 1]) {
    const begin = start.column - 1 + quote;
    if (line.slice(begin, begin + text.length) !== text) continue;
    const column = begin + 1;
    return {
      source: place.source,
      range: {
        start: { line: start.line, column: column + offset },
        end: { line: start.line, column: column + end },
      },
    };
  }
  return place;
}
