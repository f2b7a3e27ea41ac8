import type { DiagnosticInput } from '../../base/diagnostics/diagnostic';
import { createGuess, type Guess, misspelling } from '../../base/diagnostics/suggest';
import { listWords } from '../../base/text/words';
import { unknown } from '../../language/model-spec';
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

  check: ({ spec }) => {
    const { variables } = spec;
    const logs = logNames(spec);
    const texts = variables === unknown ? [] : Object.keys(variables);
    const logFields = [...counters, ...(logs ? availableLogs(logs) : []), 'learning_rate'];
    const fields: Fields = {
      texts: new Set(texts),
      withLogs: namesOf([...logFields, ...texts]),
      withoutLogs: namesOf(texts),
      complete: logs !== null && variables !== unknown,
      near: createGuess(misspelling),
    };
    return writtenPaths(spec).flatMap((written) => problemsOf(written, fields));
  },
});

interface Names {
  readonly list: readonly string[];
  readonly set: ReadonlySet<string>;
}

const namesOf = (list: readonly string[]): Names => ({ list, set: new Set(list) });

/** The fields that templates can have. */
interface Fields {
  /** The variables of the spec. */
  readonly texts: ReadonlySet<string>;
  readonly withLogs: Names;
  readonly withoutLogs: Names;
  /** Whether all of them are known. */
  readonly complete: boolean;
  readonly near: Guess;
}

/** Fields of a path template that are not logs. */
const counters = ['epoch', 'batch'];

function problemsOf({ text, path, takesLogs }: WrittenPath, known: Fields): DiagnosticInput[] {
  const names = takesLogs ? known.withLogs : known.withoutLogs;
  const { fields, problems } = parseTemplate(text, known.texts);
  // Without a valid name, it is unknown which formats are valid: report only the name.
  const named = problems.map((problem) => ({
    ...problem,
    name: /^\{([^}:]+):/.exec(text.slice(problem.offset, problem.end))?.[1],
  }));
  const malformed = named
    .filter(({ name }) => name === undefined || names.set.has(name))
    .map(({ message, offset, end }) => ({ path, part: { text, offset, end }, message }));
  const wrongNames = named.flatMap(({ name, offset }) =>
    name === undefined ? [] : [{ name, offset: offset + 1, end: offset + 1 + name.length }],
  );
  const foreign = [...fields, ...wrongNames]
    .filter(({ name }) => known.complete && !names.set.has(name))
    .map(({ name, offset, end }) => ({
      path,
      part: { text, offset, end },
      ...unknownField(name, names.list, known.near),
    }));
  return [...malformed, ...foreign];
}

function unknownField(name: string, known: readonly string[], guess: Guess) {
  const near = guess(fullLogName(name), known);
  return near === undefined
    ? {
        message: `unknown field {${name}}`,
        hint: `declare it under variables${known.length > 0 ? `, or use one of ${listWords(known, 20)}` : ''}`,
      }
    : {
        message: `unknown field {${name}}; did you mean {${near.text}}?`,
        suggestion: { ...near, written: name },
      };
}
