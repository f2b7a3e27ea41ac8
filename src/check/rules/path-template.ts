import { type Diagnostic, diagnosticAt } from '../../base/diagnostics/diagnostic';
import { misspelling } from '../../base/diagnostics/suggest';
import type { Place } from '../../base/source/located-document';
import { type ModelSpec, unknown } from '../../language/model-spec';
import { parseTemplate } from '../../language/path-template';
import { availableLogs, fullLogName, logNames } from './logs';
import type { Rule } from './rule';
import { type WrittenPath, writtenPaths } from './written-paths';

/** Fields of a path template that are not logs. */
const counters = ['epoch', 'batch'];

/** A path template is well formed, and each of its fields will have a value. */
export const pathTemplate: Rule = ({ spec }) => writtenPaths(spec).flatMap((written) => check(written, spec));

function check({ text, path, takesLogs }: WrittenPath, spec: ModelSpec): Diagnostic[] {
  const { document, variables } = spec;
  const logs = logNames(spec);
  const texts = variables === unknown ? [] : Object.keys(variables);
  const logFields = [...counters, ...(logs ? availableLogs(logs) : []), 'learning_rate'];
  const known = [...(takesLogs ? logFields : []), ...texts];
  const isKnown = (name: string) => known.includes(name) || logs === null || variables === unknown;

  const { fields, problems } = parseTemplate(text, texts);
  // A format cannot be judged before it is known what it formats: a wrong name comes first.
  const named = problems.map((problem) => ({
    ...problem,
    name: /^\{([^}:]+):/.exec(text.slice(problem.offset, problem.end))?.[1],
  }));
  const malformed = named
    .filter(({ name }) => name === undefined || known.includes(name))
    .map(({ message, offset, end }) => ({ offset, end, message }));
  const wrongNames = named.flatMap(({ name, offset }) =>
    name === undefined ? [] : [{ name, offset: offset + 1, end: offset + 1 + name.length }],
  );
  const foreign = [...fields, ...wrongNames]
    .filter(({ name }) => !isKnown(name))
    .map(({ name, offset, end }) => ({ offset, end, ...unknownField(name, known) }));

  const place = document.place(path);
  return [...malformed, ...foreign].map(({ offset, end, ...finding }) =>
    diagnosticAt(within(place, text, offset, end), 'policy/path-template', { path, ...finding }),
  );
}

function unknownField(name: string, known: readonly string[]) {
  const near = misspelling(fullLogName(name), known);
  return near === undefined
    ? {
        message: `nothing is named {${name}} here`,
        hint: `declare it under variables${known.length > 0 ? `, or use one of ${known.join(', ')}` : ''}`,
      }
    : {
        message: `nothing is named {${name}} here, did you mean {${near.text}}?`,
        suggestion: { ...near, written: name },
      };
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
