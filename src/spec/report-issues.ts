import type { z } from 'zod';
import type { DiagnosticCode } from '../diagnostics/codes';
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic';
import { alternatives, suggest } from '../diagnostics/suggest';
import type { LocatedDocument, Path } from '../source/located-document';
import { keysAt } from './schema-keys';

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
    .filter((issue) => !(isMissing(issue, context) && meant.has(pathText(issue.path))))
    .flatMap((issue) => reportIssue(issue, context));
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
  const { document, locate } = context;
  const path = issue.path as Path;
  const diagnoseHere = (code: DiagnosticCode, message: string, hint?: string, suggestion?: string) => [
    diagnose(document, code, { path: locate(path), message, hint, suggestion }),
  ];
  const received = describe(valueAt(context.value, path));

  if (isMissing(issue, context)) {
    const key = String(path.at(-1));
    const owner = path.length > 1 ? `"${path.slice(0, -1).join('.')}"` : context.subject;
    return [
      diagnose(document, 'spec/missing-key', {
        path: locate(path.slice(0, -1)),
        at: 'key',
        message: `${owner} lacks "${key}": expected ${expectation(issue)}`,
        hint: `add ${key}: …`,
      }),
    ];
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const near = meantKey(key, issue, context);
        const known = keysAt(context.schema, context.value, issue.path);
        return diagnose(document, 'spec/unknown-key', {
          path: locate([...path, key]),
          at: 'key',
          message: `unknown key "${key}"${near === undefined ? '' : `, did you mean "${near}"?`}`,
          ...(near === undefined
            ? { hint: known.length > 0 ? `the keys here are ${known.join(', ')}` : 'remove it' }
            : { suggestion: near }),
        });
      });
    case 'too_small':
    case 'too_big':
      return diagnoseHere('spec/out-of-range', `expected ${expectation(issue)}, received ${received}`);
    case 'invalid_value': {
      const near =
        typeof valueAt(context.value, path) === 'string'
          ? suggest(String(valueAt(context.value, path)), issue.values.map(String))
          : undefined;
      return diagnoseHere(
        'spec/unknown-value',
        `expected ${expectation(issue)}, received ${received}`,
        near && `did you mean "${near}"?`,
        near,
      );
    }
    case 'invalid_union': {
      const { discriminator, options: types = [] } = issue as { discriminator?: string; options?: unknown[] };
      if (discriminator !== undefined) {
        const written = valueAt(context.value, path);
        const options = types.map(String);
        const near = typeof written === 'string' ? suggest(written, options) : undefined;
        if (written === undefined) {
          return [
            diagnose(document, 'spec/missing-key', {
              path: locate(path.slice(0, -1)),
              at: 'key',
              message: `${context.subject} lacks "${discriminator}": expected ${alternatives(options)}`,
              hint: `add ${discriminator}: …`,
            }),
          ];
        }
        return diagnoseHere(
          'spec/unknown-value',
          `expected ${alternatives(options)}, received ${received}`,
          near && `did you mean "${near}"?`,
          near,
        );
      }
      const nested = closestBranch(issue, valueAt(context.value, path));
      if (nested)
        return nested.flatMap((inner) =>
          reportIssue({ ...inner, path: [...issue.path, ...inner.path] }, context),
        );
      return diagnoseHere('spec/wrong-type', `${issue.message}, received ${received}`);
    }
    case 'invalid_type':
      return diagnoseHere('spec/wrong-type', `expected ${expectation(issue)}, received ${received}`);
    default:
      return diagnoseHere('spec/invalid-value', issue.message);
  }
}

/**
 * The issues of the one branch of a union that the author surely meant: the only one that has all its keys and finds
 * fault with what stands under them. `undefined` when no branch fits that far.
 */
function closestBranch(issue: Issue & { code: 'invalid_union' }, value: unknown): Issue[] | undefined {
  const inside = issue.errors.filter((branch) =>
    branch.every((inner) => inner.path.length > 0 && valueAt(value, inner.path as Path) !== undefined),
  );
  return inside.length === 1 ? inside[0] : undefined;
}

function isMissing(issue: Issue, context: ReportContext): boolean {
  if (issue.path.length === 0 || valueAt(context.value, issue.path as Path) !== undefined) return false;
  return (
    issue.code === 'invalid_type' ||
    issue.code === 'invalid_value' ||
    (issue.code === 'invalid_union' && !('discriminator' in issue))
  );
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return alternatives(
        issue.values.map((value) =>
          typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : (value ?? null),
        ),
      );
    case 'invalid_union':
      return issue.message.replace(/^expected /, '');
    case 'too_small':
      return bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    default:
      return issue.message;
  }
}

function bound(origin: string, relation: string, limit: number | bigint): string {
  const amount = Number(limit).toLocaleString('en-US');
  if (origin === 'array') return `a list of ${relation} ${amount} item${amount === '1' ? '' : 's'}`;
  if (origin === 'string')
    return amount === '1' ? 'a text that is not empty' : `a text of ${relation} ${amount} characters`;
  return origin === 'int' ? `a whole number of ${relation} ${amount}` : `a number of ${relation} ${amount}`;
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
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 57)}…"` : `"${value}"`;
  if (Array.isArray(value)) {
    return value.length <= 8 && value.every((item) => typeof item !== 'object')
      ? `[${value.map(describe).join(', ')}]`
      : `a list of ${value.length}`;
  }
  return typeof value === 'object' ? 'a mapping' : String(value);
}

function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Record<string | number, unknown>)[key];
  }
  return inner;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('\u0000');
}
