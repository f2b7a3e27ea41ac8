import { type Document, isAlias, isMap, parseDocument, type YAMLError, type YAMLWarning } from 'yaml';
import type { DiagnosticCode } from '../diagnostics/codes';
import { type Diagnostic, diagnosticAt } from '../diagnostics/diagnostic';
import { inspectNodes } from './inspect-nodes';
import { LocatedDocument } from './located-document';
import type { SourceFile } from './source-file';

/** Larger files are rejected without parsing. Handwritten specs are far smaller. */
export const maxSourceBytes = 2 * 1024 * 1024;

/** The most alias expansions, to stop alias bombs. */
const maxAliasCount = 1_000;

/** Characters that YAML text never contains: control characters, and the replacement for bytes that are not UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is meant to match control characters
const notText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/;

/** Deeper nesting is rejected before it can exhaust the stack. */
const maxDepth = 200;

export interface Parsed {
  /** `null` if the text could not be parsed at all. */
  readonly document: LocatedDocument | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses one YAML 1.2 document with merge keys. After syntax errors, `document` contains everything that could still be
 * parsed:
 *
 * text → rejected (too large, not text, too deep) or parsed → nodes inspected → value, if any → a mapping, or rejected
 */
export function parseYaml(source: SourceFile): Parsed {
  const rejection = rejectionOf(source);
  if (rejection) return { document: null, diagnostics: [rejection] };

  const yaml = parseDocument(source.text, parseOptions);
  const { aliases, problems, collectionKeys } = inspectNodes(yaml);
  const diagnostics = [
    ...syntaxErrors(yaml, source),
    ...problems.map(({ code, message, start, end }) => at(source, code, message, [start, end])),
  ];
  if (problems.some(({ fatal }) => fatal)) return { document: null, diagnostics };

  const value = toValue(yaml);
  if (value === tooManyAliases) {
    const message = 'the aliases in this file expand to too many values';
    return { document: null, diagnostics: [...diagnostics, at(source, 'yaml/too-deep', message)] };
  }
  if (!isMap(isAlias(yaml.contents) ? undefined : yaml.contents)) {
    return { document: null, diagnostics: diagnostics.length > 0 ? diagnostics : [noMapping(source)] };
  }
  const damaged = [...yaml.errors.map((error) => error.pos[0]), ...collectionKeys];
  return { document: new LocatedDocument(source, yaml, value, aliases, damaged), diagnostics };
}

const parseOptions = {
  merge: true,
  // The parser compares every key with all others, which would take minutes for thousands of keys.
  uniqueKeys: false,
  // Values are limited to those of JSON, whatever version and tags the text requests: no dates, sets or bytes.
  schema: 'core',
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

/** Creates a diagnostic for the text between two offsets. Default: the start of the text. */
function at(
  source: SourceFile,
  code: DiagnosticCode,
  message: string,
  [start, end]: readonly [start: number, end: number] = [0, 0],
  hint?: string,
): Diagnostic {
  return diagnosticAt({ source, range: source.range(start, end) }, code, { path: [], message, hint });
}

/** Explains why a text is rejected without parsing; `undefined` if it can be parsed. */
function rejectionOf(source: SourceFile): Diagnostic | undefined {
  if (source.text.length > maxSourceBytes) {
    const message = 'expected a spec of at most 2 MiB, received a larger file';
    return at(source, 'yaml/too-large', message, [0, 0], 'check that this is the right file');
  }
  const foreign = source.text.search(notText);
  if (foreign >= 0) {
    const message = 'expected UTF-8 text, received other bytes';
    return at(source, 'yaml/not-text', message, [foreign, foreign + 1], 'save the file as UTF-8');
  }
  const { depth, offset } = deepestNesting(source.text);
  if (depth > maxDepth) {
    const message = `expected at most ${maxDepth} levels of nesting, received more`;
    return at(source, 'yaml/too-deep', message, [offset, offset + 1]);
  }
  return undefined;
}

function syntaxErrors({ errors, warnings }: Document.Parsed, source: SourceFile): Diagnostic[] {
  return [
    ...withoutFollowOnErrors(errors, source).map((error) => {
      const [start] = error.pos;
      const end = start + tokenAt(source.text, start).length;
      return at(source, 'yaml/syntax', messageOf(error), [start, end]);
    }),
    ...warnings.map((warning) => at(source, 'yaml/syntax', messageOf(warning), warning.pos)),
  ];
}

const tooManyAliases = Symbol('too many aliases');

function toValue(yaml: Document.Parsed): unknown {
  try {
    return yaml.toJS({ maxAliasCount });
  } catch {
    return tooManyAliases;
  }
}

function noMapping(source: SourceFile): Diagnostic {
  const found = source.text.trim() === '' ? 'an empty file' : 'a value that is not a mapping';
  const expected = 'a spec (a mapping that starts with "version: 1")';
  return at(source, 'spec/wrong-type', `expected ${expected}, received ${found}`);
}

function messageOf(error: YAMLError | YAMLWarning): string {
  if (error.code === 'MULTIPLE_DOCS') return 'expected a single document, received another one after "---"';
  return error.message.charAt(0).toLowerCase() + error.message.slice(1);
}

/** Drops follow-on errors: after the first error, the parser complains about every token that follows. */
function withoutFollowOnErrors(errors: readonly YAMLError[], source: SourceFile): YAMLError[] {
  const lines = new Set<number>();
  return errors.filter((error) => {
    const { line } = source.position(error.pos[0]);
    const followsOn = lines.size > 0 && (error.code === 'UNEXPECTED_TOKEN' || lines.has(line));
    lines.add(line);
    return !followsOn;
  });
}

/** Returns the word or quoted text that starts at an offset; at least one character. */
function tokenAt(text: string, offset: number): string {
  const rest = text.slice(offset, offset + 200);
  return /^("[^"\n]*"|'[^'\n]*'|[^\s:,{}[\]]+)/.exec(rest)?.[0] ?? (rest.slice(0, 1) || ' ');
}

/**
 * Estimates the deepest nesting of a text from its brackets and indentation. This upper bound takes one pass and keeps
 * thousands of levels away from the recursive parser. Brackets inside quotes count too.
 */
function deepestNesting(text: string): { depth: number; offset: number } {
  let brackets = 0;
  let deepest = { depth: 0, offset: 0 };
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '[' || char === '{') brackets++;
    else if (char === ']' || char === '}') brackets = Math.max(0, brackets - 1);
    if (brackets > deepest.depth) deepest = { depth: brackets, offset: i };
  }
  let offset = 0;
  for (const line of text.split('\n')) {
    const dashes = /^(?:[ ]*[-?:] +)+/.exec(line)?.[0] ?? '';
    const levels = (dashes.match(/[-?:]/g)?.length ?? 0) + (/^ */.exec(line)?.[0].length ?? 0);
    // Blocks nest deepest with an indentation of one space per level.
    if (levels > deepest.depth) deepest = { depth: levels, offset };
    offset += line.length + 1;
  }
  return deepest;
}
