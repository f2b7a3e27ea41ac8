import type { DiagnosticInput } from '../../base/diagnostics/diagnostic';
import { misspelling } from '../../base/diagnostics/suggest';
import { type ModelSpec, unknown } from '../../language/model-spec';
import { parseTemplate } from '../../language/path-template';
import { availableLogs, fullLogName, logNames } from './logs';
import { defineRule } from './rule';
import { type WrittenPath, writtenPaths } from './written-paths';

export const pathTemplate = defineRule({
  code: 'policy/path-template',
  severity: 'error',
  law: 'A path template is well formed, and each of its fields has a value.',
  why: 'Training would fail at the first save, after a whole epoch.',
  howToFix:
    'Use fields that exist, such as `{epoch:02d}` or a variable of the spec. To write a literal brace, double it.',

  check: ({ spec }) => writtenPaths(spec).flatMap((written) => problemsOf(written, spec)),
});

/** Fields of a path template that are not logs. */
const counters = ['epoch', 'batch'];

function problemsOf({ text, path, takesLogs }: WrittenPath, spec: ModelSpec): DiagnosticInput[] {
  const { variables } = spec;
  const logs = logNames(spec);
  const texts = variables === unknown ? [] : Object.keys(variables);
  const logFields = [...counters, ...(logs ? availableLogs(logs) : []), 'learning_rate'];
  const known = [...(takesLogs ? logFields : []), ...texts];
  const isKnown = (name: string) => known.includes(name) || logs === null || variables === unknown;

  const { fields, problems } = parseTemplate(text, texts);
  // Without a valid name, it is unknown which formats are valid: report only the name.
  const named = problems.map((problem) => ({
    ...problem,
    name: /^\{([^}:]+):/.exec(text.slice(problem.offset, problem.end))?.[1],
  }));
  const malformed = named
    .filter(({ name }) => name === undefined || known.includes(name))
    .map(({ message, offset, end }) => ({ path, part: { text, offset, end }, message }));
  const wrongNames = named.flatMap(({ name, offset }) =>
    name === undefined ? [] : [{ name, offset: offset + 1, end: offset + 1 + name.length }],
  );
  const foreign = [...fields, ...wrongNames]
    .filter(({ name }) => !isKnown(name))
    .map(({ name, offset, end }) => ({ path, part: { text, offset, end }, ...unknownField(name, known) }));
  return [...malformed, ...foreign];
}

function unknownField(name: string, known: readonly string[]) {
  const near = misspelling(fullLogName(name), known);
  return near === undefined
    ? {
        message: `unknown field {${name}}`,
        hint: `declare it under variables${known.length > 0 ? `, or use one of ${known.join(', ')}` : ''}`,
      }
    : {
        message: `unknown field {${name}}; did you mean {${near.text}}?`,
        suggestion: { ...near, written: name },
      };
}
