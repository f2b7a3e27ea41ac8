import { type Document, isAlias, isMap, parseDocument, type YAMLError, type YAMLWarning } from 'yaml';
import type { DiagnosticCode } from '../diagnostics/codes';
import { type Diagnostic, diagnosticAt } from '../diagnostics/diagnostic';
import { inspectNodes } from './inspect-nodes';
import { LocatedDocument } from './located-document';
import type { SourceFile } from './source-file';

/** A larger file is refused unparsed: no spec that a person wrote comes near it. */
export const maxSourceBytes = 2 * 1024 * 1024;

/** An alias bomb is stopped when its aliases would be expanded more often than this. */
const maxAliasCount = 1_000;

/** What no YAML text holds: control characters, and what decoding puts in place of bytes that are not UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/;

/** Deeper nesting is refused before it can exhaust the stack. */
const maxDepth = 200;

export interface Parsed {
  /** `null` when nothing could be made of the text. */
  readonly document: LocatedDocument | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses one YAML 1.2 document with merge keys. Whatever can be understood beside the errors is in `document`:
 *
 * text → refused (too large, no text, too deep) or parsed → nodes inspected → value, if it has one → a mapping, or refused
 */
export function parseYaml(source: SourceFile): Parsed {
  const refusal = refusalOf(source);
  if (refusal) return { document: null, diagnostics: [refusal] };

  const yaml = parseDocument(source.text, parseOptions);
  const { aliases, problems, foreignKeys } = inspectNodes(yaml);
  const diagnostics = [
    ...syntaxErrors(yaml, source),
    ...problems.map(({ code, message, start, end }) => at(source, code, message, [start, end])),
  ];
  if (problems.some(({ fatal }) => fatal)) return { document: null, diagnostics };

  const value = toValue(yaml);
  if (value === tooManyAliases) {
    const message = 'the aliases of this document multiply beyond measure';
    return { document: null, diagnostics: [...diagnostics, at(source, 'yaml/too-deep', message)] };
  }
  if (!isMap(isAlias(yaml.contents) ? undefined : yaml.contents)) {
    return { document: null, diagnostics: diagnostics.length > 0 ? diagnostics : [noMapping(source)] };
  }
  const damaged = [...yaml.errors.map((error) => error.pos[0]), ...foreignKeys];
  return { document: new LocatedDocument(source, yaml, value, aliases, damaged), diagnostics };
}

const parseOptions = {
  merge: true,
  // The parser compares each key with all others: thousands of keys would take minutes.
  uniqueKeys: false,
  // Whatever version and tags the text asks for, values are those of JSON: no dates, sets or bytes.
  schema: 'core',
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

/** A diagnostic about the text between two offsets; without them, about its beginning. */
function at(
  source: SourceFile,
  code: DiagnosticCode,
  message: string,
  [start, end]: readonly [start: number, end: number] = [0, 0],
  hint?: string,
): Diagnostic {
  return diagnosticAt({ source, range: source.range(start, end) }, code, { path: [], message, hint });
}

/** Why a text is not even given to the parser; `undefined` for all others. */
function refusalOf(source: SourceFile): Diagnostic | undefined {
  if (source.text.length > maxSourceBytes) {
    const message = 'expected a spec of at most 2 MiB, received more';
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
    ...withoutEchoes(errors, source).map((error) => {
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
  const found = source.text.trim() === '' ? 'an empty file' : 'something else';
  const expected = 'a spec (a mapping that begins with "version: 1")';
  return at(source, 'spec/wrong-type', `expected ${expected}, received ${found}`);
}

function messageOf(error: YAMLError | YAMLWarning): string {
  if (error.code === 'MULTIPLE_DOCS') return 'expected one document, received another after "---"';
  return error.message.charAt(0).toLowerCase() + error.message.slice(1);
}

/** The parser loses its way at a mistake and complains about every token that follows: those are no further mistakes. */
function withoutEchoes(errors: readonly YAMLError[], source: SourceFile): YAMLError[] {
  const lines = new Set<number>();
  let lost = false;
  return errors.filter((error) => {
    const { line } = source.position(error.pos[0]);
    const echo = lost && (error.code === 'UNEXPECTED_TOKEN' || lines.has(line));
    lost = true;
    lines.add(line);
    return !echo;
  });
}

/** The word or quoted text that begins at an offset; at least one character. */
function tokenAt(text: string, offset: number): string {
  const rest = text.slice(offset, offset + 200);
  return /^("[^"\n]*"|'[^'\n]*'|[^\s:,{}[\]]+)/.exec(rest)?.[0] ?? (rest.slice(0, 1) || ' ');
}

/**
 * How deep the text nests at most, from its brackets and its indentation alone: an upper bound that costs one pass,
 * so that a parser which recurses is never given thousands of levels. Brackets inside quotes count too.
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
    // Indentation by one space a level is the deepest that a block can nest.
    if (levels > deepest.depth) deepest = { depth: levels, offset };
    offset += line.length + 1;
  }
  return deepest;
}
