import type { z } from 'zod';
import type { DiagnosticCode } from '../base/diagnostics/codes';
import { type Diagnostic, diagnose, type Suggestion } from '../base/diagnostics/diagnostic';
import { alternatives, didYouMean, misspelling, suggest } from '../base/diagnostics/suggest';
import type { LocatedDocument, Path } from '../base/source/located-document';
import { plural } from '../base/text/words';
import { isWholeAt, keysAt } from './schema-keys';

type Issue = z.core.$ZodIssue;

export interface ReportContext {
  readonly document: LocatedDocument;
  /** What was parsed, and by which schema: names the keys that would have been right. */
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  /** Where a path inside the value stands in the document. */
  readonly locate: (path: Path) => Path;
  /** How the value is called where one of its keys is missing: `block "conv1"`. */
  readonly subject: string;
}

/** What to do about a mistake. */
interface Remedy {
  readonly hint?: string | undefined;
  readonly suggestion?: Suggestion | undefined;
}

/** One diagnostic for each mistake among zod's issues. */
export function reportIssues(issues: readonly Issue[], context: ReportContext): Diagnostic[] {
  // A misspelt key and the key that is then missing are one mistake.
  const meant = new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => pathText([...issue.path, meantKey(key, issue, context) ?? '']))
        : [],
    ),
  );
  return issues
    .filter((issue) => !isUnsafeTwin(issue, issues))
    .filter((issue) => !(isMissing(issue, context) && meant.has(pathText(issue.path))))
    .flatMap((issue) => reportIssue(issue, context));
}

/** A whole number beyond what doubles hold exactly breaks the bound of its key as well: that bound says more. */
function isUnsafeTwin(issue: Issue, issues: readonly Issue[]): boolean {
  return (
    'note' in issue &&
    issues.some((other) => other !== issue && pathText(other.path) === pathText(issue.path))
  );
}

/** The keys of the outermost mapping that an issue is about. */
export function keysOf(issue: Issue): readonly string[] {
  return issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [String(issue.path[0])];
}

/** The key that an unknown one was probably meant to be. */
export function meantKey(
  key: string,
  issue: Issue,
  context: Pick<ReportContext, 'schema' | 'value'>,
): string | undefined {
  return suggest(key, keysAt(context.schema, context.value, issue.path));
}

function reportIssue(issue: Issue, context: ReportContext): Diagnostic[] {
  const path = pathOf(issue);
  if (isMissing(issue, context)) return [missingKey(path, expectation(issue), context)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, issue, context));
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

/** A value that is not what was expected, and what it is instead. */
function wrongValue(
  code: DiagnosticCode,
  expected: string,
  path: Path,
  { document, locate, value }: ReportContext,
  remedy: Remedy = {},
): Diagnostic {
  const message = `${expected}, received ${describe(valueAt(value, path))}`;
  return diagnose(document, code, { path: locate(path), message, ...remedy });
}

function unknownKey(
  key: string,
  issue: Issue & { code: 'unrecognized_keys' },
  context: ReportContext,
): Diagnostic {
  const { document, locate, schema, value } = context;
  const path = pathOf(issue);
  const known = keysAt(schema, value, issue.path);
  const near = misspelling(key, known);
  const taken =
    near !== undefined &&
    (valueAt(value, [...path, near.text]) !== undefined ||
      issue.keys.some((other) => other !== key && suggest(other, known) === near.text));
  return diagnose(document, 'spec/unknown-key', {
    path: locate([...path, key]),
    at: 'key',
    ...didYouMean(
      `unknown key "${key}"`,
      near && { ...near, certain: near.certain && !taken },
      known.length > 0 ? `the keys here are ${known.join(', ')}` : 'remove it',
    ),
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

/** A section of an unknown type; it may be written as the bare name of its type. */
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

/** A required key is absent; a key beside it that is spelt almost like it was meant to be it. */
export function missingKey(
  path: Path,
  expected: string,
  { document, locate, value, subject }: Omit<ReportContext, 'schema'>,
): Diagnostic {
  const key = String(path.at(-1));
  const owner = path.slice(0, -1);
  const near = Object.keys(valueAt(value, owner) ?? {}).filter((other) => suggest(other, [key]) === key);
  const [beside] = near;
  if (beside !== undefined) {
    const suggestion = misspelling(beside, [key]);
    return diagnose(document, 'spec/unknown-key', {
      path: locate([...owner, beside]),
      at: 'key',
      message: `unknown key "${beside}", did you mean "${key}"?`,
      suggestion: suggestion && { ...suggestion, certain: suggestion.certain && near.length === 1 },
    });
  }
  return diagnose(document, 'spec/missing-key', {
    path: locate(owner),
    at: 'key',
    message: `${owner.length > 0 ? `"${owner.join('.')}"` : subject} lacks "${key}": expected ${expected}`,
    hint: `add ${key}: …`,
  });
}

/** Hint and suggestion for a number, or true or false, in quotes where it is wanted without. */
function unquoted(
  issue: Issue & { code: 'invalid_type' | 'invalid_union' },
  { value }: ReportContext,
): Remedy {
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
 * The issues of the one branch of a union that the author surely meant: the only one that has all its keys and finds
 * fault with what stands under them. `undefined` when no branch fits that far.
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

/** What a schema itself says that it expects. */
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
    return amount === '1' ? 'a text that is not empty' : `a text of ${relation} ${amount} characters`;
  return `${whole || origin === 'int' ? 'a whole number' : 'a number'} ${strict ? relation : `of ${relation}`} ${amount}`;
}

const typeNames: Partial<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  tuple: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** The value as a message shows it. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') {
    const line = value.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
    return line.length > 60 ? `"${line.slice(0, 57)}…"` : `"${line}"`;
  }
  if (Array.isArray(value)) {
    return value.length <= 8 && value.every((item) => typeof item !== 'object')
      ? `[${value.map(describe).join(', ')}]`
      : `a list of ${value.length}`;
  }
  if (typeof value !== 'object') return String(value);
  const keys = Object.keys(value);
  return keys.length > 0 && keys.length <= 4 ? `a mapping of ${alternatives(keys, 'and')}` : 'a mapping';
}

/** What a value has at a path; `undefined` where it has nothing. */
export function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Record<string | number, unknown>)[key];
  }
  return inner;
}

/** Where an issue is: documents have no symbols for keys. */
function pathOf(issue: Issue): Path {
  return issue.path as Path;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('\u0000');
}
