import type { z } from 'zod';
import type { DiagnosticCode } from '../base/diagnostics/codes';
import { type Diagnostic, diagnose, type Suggestion } from '../base/diagnostics/diagnostic';
import { alternatives, didYouMean, misspelling, suggest } from '../base/diagnostics/suggest';
import type { LocatedDocument, Path } from '../base/source/located-document';
import { plural } from '../base/text/words';
import { countEach } from '../base/values';
import { isWholeAt, keysAt } from './schema-keys';

type Issue = z.core.$ZodIssue;

export interface ReportContext {
  readonly document: LocatedDocument;
  /** The schema that parsed the value; provides the valid keys. */
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  /** Converts a path inside the value to a path in the document. */
  readonly locate: (path: Path) => Path;
  /** The name of the value in messages about missing keys: `block "conv1"`. */
  readonly subject: string;
}

/** What to do about a problem. */
interface Advice {
  readonly hint?: string | undefined;
  readonly suggestion?: Suggestion | undefined;
}

/** Converts zod's issues to diagnostics, one per mistake. */
export function reportIssues(issues: readonly Issue[], context: ReportContext): Diagnostic[] {
  // A misspelled key and the key that is missing because of it are one mistake.
  const meant = new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? meantKeys(issue, context).map((key) => pathText([...issue.path, key]))
        : [],
    ),
  );
  const perPath = countEach(issues.map(({ path }) => pathText(path)));
  return issues
    .filter((issue) => !isRedundant(issue, perPath))
    .filter((issue) => !(isMissing(issue, context) && meant.has(pathText(issue.path))))
    .flatMap((issue) => reportIssue(issue, context));
}

/** Whether an issue reports an unsafe integer that also exceeds the bound of its key, which is more informative. */
function isRedundant(issue: Issue, perPath: ReadonlyMap<string, number>): boolean {
  return 'note' in issue && (perPath.get(pathText(issue.path)) ?? 0) > 1;
}

/** Returns the keys of the outermost mapping that an issue is about. */
export function keysOf(issue: Issue): readonly string[] {
  return issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [String(issue.path[0])];
}

type UnknownKeys = Issue & { code: 'unrecognized_keys' };

/** Returns the valid keys that the unknown keys of an issue were probably meant to be. */
export function meantKeys(issue: UnknownKeys, context: Pick<ReportContext, 'schema' | 'value'>): string[] {
  const known = keysAt(context.schema, context.value, issue.path);
  return issue.keys.flatMap((key) => suggest(key, known) ?? []);
}

function reportIssue(issue: Issue, context: ReportContext): Diagnostic[] {
  const path = pathOf(issue);
  if (isMissing(issue, context)) return [missingKey(path, expectation(issue), context)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownKeys(issue, context);
    case 'too_small':
    case 'too_big': {
      const limit = ownWords(issue) ?? bound(issue, isWholeAt(context.schema, context.value, path));
      return [wrongValue('spec/out-of-range', `expected ${limit}`, path, context)];
    }
    case 'invalid_value':
      return [unknownValue(issue, context)];
    case 'invalid_key':
      return [invalidKey(issue, context)];
    case 'invalid_union': {
      const { discriminator, options = [] } = issue as { discriminator?: string; options?: unknown[] };
      if (discriminator !== undefined) return [unknownType(path, options.map(String), context)];
      const nested = closestBranch(issue, valueAt(context.value, path));
      if (nested)
        return nested.flatMap((inner) =>
          reportIssue({ ...inner, path: [...issue.path, ...inner.path] }, context),
        );
      return [wrongValue('spec/wrong-type', issue.message, path, context, unquoted(issue, context))];
    }
    case 'invalid_type': {
      const expected = `expected ${expectation(issue)}`;
      return [wrongValue('spec/wrong-type', expected, path, context, unquoted(issue, context))];
    }
    default: {
      const complete = !issue.message.startsWith('expected') || issue.message.includes('received');
      return [
        complete
          ? diagnose(context.document, 'spec/invalid-value', {
              path: context.locate(path),
              message: issue.message,
            })
          : wrongValue('spec/invalid-value', issue.message, path, context),
      ];
    }
  }
}

/** Reports an unexpected value, with the expected and received values. */
function wrongValue(
  code: DiagnosticCode,
  expected: string,
  path: Path,
  { document, locate, value }: ReportContext,
  advice: Advice = {},
): Diagnostic {
  const message = `${expected}, received ${describe(valueAt(value, path))}`;
  return diagnose(document, code, { path: locate(path), message, ...advice });
}

function unknownKeys(issue: UnknownKeys, { document, locate, schema, value }: ReportContext): Diagnostic[] {
  const path = pathOf(issue);
  const known = keysAt(schema, value, issue.path);
  const otherwise = known.length > 0 ? `the keys here are ${known.join(', ')}` : 'remove it';
  const suggestions = issue.keys.map((key) => misspelling(key, known));
  const meant = countEach(suggestions.map((near) => near?.text));
  return issue.keys.map((key, i) => {
    const near = suggestions[i];
    const taken = near && (valueAt(value, [...path, near.text]) !== undefined || meant.get(near.text) !== 1);
    return diagnose(document, 'spec/unknown-key', {
      path: locate([...path, key]),
      at: 'key',
      ...didYouMean(`unknown key "${key}"`, near && { ...near, certain: near.certain && !taken }, otherwise),
    });
  });
}

function unknownValue(issue: Issue & { code: 'invalid_value' }, context: ReportContext): Diagnostic {
  const path = pathOf(issue);
  const written = valueAt(context.value, path);
  const near = typeof written === 'string' ? misspelling(written, issue.values.map(String)) : undefined;
  const quoted = near?.text === written;
  const hint = near && (quoted ? 'write it without quotes' : `did you mean "${near.text}"?`);
  const suggestion = near && { ...near, unquoted: quoted };
  return wrongValue('spec/unknown-value', `expected ${expectation(issue)}`, path, context, {
    hint,
    suggestion,
  });
}

function invalidKey(issue: Issue & { code: 'invalid_key' }, { document, locate }: ReportContext): Diagnostic {
  const expected = issue.issues[0]?.message ?? issue.message;
  return diagnose(document, 'spec/invalid-value', {
    path: locate(pathOf(issue)),
    at: 'key',
    message: `${expected}, received "${String(issue.path.at(-1))}"`,
  });
}

/** Reports a value with an unknown type, which may be written as the bare name of the type. */
function unknownType(path: Path, options: readonly string[], context: ReportContext): Diagnostic {
  const owner = path.slice(0, -1);
  const place = typeof valueAt(context.value, owner) === 'string' ? owner : path;
  const written = valueAt(context.value, place);
  if (written === undefined) return missingKey(path, alternatives(options), context);
  const suggestion = typeof written === 'string' ? misspelling(written, options) : undefined;
  const hint = suggestion && `did you mean "${suggestion.text}"?`;
  return wrongValue('spec/unknown-value', `expected ${alternatives(options)}`, place, context, {
    hint,
    suggestion,
  });
}

/** Reports a missing key. If a sibling key has a similar name, reports that key as misspelled instead. */
export function missingKey(
  path: Path,
  expected: string,
  { document, locate, value, subject }: Omit<ReportContext, 'schema'>,
): Diagnostic {
  const key = String(path.at(-1));
  const owner = path.slice(0, -1);
  const near = Object.keys(valueAt(value, owner) ?? {}).filter((other) => suggest(other, [key]) === key);
  const [similar] = near;
  if (similar !== undefined) {
    const suggestion = misspelling(similar, [key]);
    return diagnose(document, 'spec/unknown-key', {
      path: locate([...owner, similar]),
      at: 'key',
      message: `unknown key "${similar}"; did you mean "${key}"?`,
      suggestion: suggestion && { ...suggestion, certain: suggestion.certain && near.length === 1 },
    });
  }
  return diagnose(document, 'spec/missing-key', {
    path: locate(owner),
    at: 'key',
    message: `${owner.length > 0 ? `"${owner.join('.')}"` : subject} is missing "${key}": expected ${expected}`,
    hint: `add ${key}: …`,
  });
}

/** Returns the advice for a quoted number or boolean where an unquoted one is expected. */
function unquoted(
  issue: Issue & { code: 'invalid_type' | 'invalid_union' },
  { value }: ReportContext,
): Advice {
  const written = valueAt(value, pathOf(issue));
  if (typeof written !== 'string') return {};
  const branches = issue.code === 'invalid_union' ? issue.errors.flat() : [{ ...issue, path: [] }];
  const wanted = branches.flatMap((inner) =>
    inner.code === 'invalid_type' && inner.path.length === 0 ? [inner.expected] : [],
  );
  const isNumber = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(written);
  const isBoolean = written === 'true' || written === 'false';
  if (
    !(isNumber && (wanted.includes('number') || wanted.includes('int'))) &&
    !(isBoolean && wanted.includes('boolean'))
  )
    return {};
  return {
    hint: 'write it without quotes',
    suggestion: { written, text: written, certain: true, unquoted: true },
  };
}

/**
 * Returns the issues of the branch of a union that the author most likely meant: the only branch whose required keys
 * are all present. `undefined` if there is no such branch, or more than one.
 */
function closestBranch(issue: Issue & { code: 'invalid_union' }, value: unknown): Issue[] | undefined {
  const inside = issue.errors.filter((branch) =>
    branch.every((inner) =>
      inner.path.length === 0
        ? inner.code === 'unrecognized_keys' || inner.code === 'custom'
        : valueAt(value, pathOf(inner)) !== undefined || isBareName(inner, value),
    ),
  );
  return inside.length === 1 ? inside[0] : undefined;
}

/** Whether an issue is about a type that was written as its bare name. */
function isBareName(issue: Issue, value: unknown): boolean {
  return 'discriminator' in issue && typeof valueAt(value, pathOf(issue).slice(0, -1)) === 'string';
}

function isMissing(issue: Issue, context: ReportContext): boolean {
  if (issue.path.length === 0 || valueAt(context.value, pathOf(issue)) !== undefined) return false;
  return (
    issue.code === 'invalid_type' ||
    issue.code === 'invalid_value' ||
    (issue.code === 'invalid_union' && !('discriminator' in issue))
  );
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return ownWords(issue) ?? typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return alternatives(
        issue.values.map((value) =>
          typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : (value ?? null),
        ),
      );
    case 'invalid_union':
      return ownWords(issue) ?? issue.message;
    default:
      return issue.message;
  }
}

/** Returns the expectation from a schema's own error message. */
function ownWords({ message }: Issue): string | undefined {
  return message.startsWith('expected ') ? message.slice('expected '.length) : undefined;
}

function bound(issue: Issue & { code: 'too_small' | 'too_big' }, whole: boolean): string {
  const { origin } = issue;
  const strict = issue.inclusive === false;
  const [limit, relation] =
    issue.code === 'too_small'
      ? [issue.minimum, strict ? 'more than' : 'at least']
      : [issue.maximum, strict ? 'less than' : 'at most'];
  const amount = Number(limit).toLocaleString('en-US');
  if (origin === 'array') return `a list of ${relation} ${amount} ${plural(Number(limit), 'item')}`;
  if (origin === 'string')
    return amount === '1' ? 'a non-empty string' : `a string of ${relation} ${amount} characters`;
  return `${whole || origin === 'int' ? 'a whole number' : 'a number'} ${strict ? relation : `of ${relation}`} ${amount}`;
}

const typeNames: Partial<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  tuple: 'a list',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** Formats a value for a message. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') {
    const line = value.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
    return line.length > 60 ? `"${line.slice(0, 57)}…"` : `"${line}"`;
  }
  if (Array.isArray(value)) {
    return value.length <= 8 && value.every((item) => typeof item !== 'object')
      ? `[${value.map(describe).join(', ')}]`
      : `a list of ${value.length} items`;
  }
  if (typeof value !== 'object') return String(value);
  const keys = Object.keys(value);
  return keys.length > 0 && keys.length <= 4 ? `a mapping with ${alternatives(keys, 'and')}` : 'a mapping';
}

/** Returns the value at a path; `undefined` if the path does not exist. */
export function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Record<string | number, unknown>)[key];
  }
  return inner;
}

/** Returns the path of an issue. Documents have no symbols as keys. */
function pathOf(issue: Issue): Path {
  return issue.path as Path;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('\u0000');
}
