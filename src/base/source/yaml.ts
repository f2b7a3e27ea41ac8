import { isAlias, isMap, parseDocument, type YAMLError } from 'yaml';
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

/** Parses one YAML 1.2 document with merge keys. Whatever can be understood beside the errors is in `document`. */
export function parseYaml(source: SourceFile): Parsed {
  const refuse = (code: DiagnosticCode, message: string, start = 0, end = start, hint?: string): Diagnostic =>
    diagnosticAt({ source, range: source.range(start, end) }, code, { path: [], message, hint });

  if (source.text.length > maxSourceBytes) {
    return {
      document: null,
      diagnostics: [
        refuse(
          'yaml/too-large',
          'expected a spec of at most 2 MiB, received more',
          0,
          0,
          'check that this is the right file',
        ),
      ],
    };
  }

  const foreign = source.text.search(notText);
  if (foreign >= 0) {
    return {
      document: null,
      diagnostics: [
        refuse(
          'yaml/not-text',
          'expected UTF-8 text, received other bytes',
          foreign,
          foreign + 1,
          'save the file as UTF-8',
        ),
      ],
    };
  }

  const deep = deepestNesting(source.text);
  if (deep.depth > maxDepth) {
    return {
      document: null,
      diagnostics: [
        refuse(
          'yaml/too-deep',
          `expected at most ${maxDepth} levels of nesting, received more`,
          deep.offset,
          deep.offset + 1,
        ),
      ],
    };
  }

  const yaml = parseDocument(source.text, {
    merge: true,
    // The parser compares each key with all others: thousands of keys would take minutes.
    uniqueKeys: false,
    // Whatever version and tags the text asks for, values are those of JSON: no dates, sets or bytes.
    schema: 'core',
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const diagnostics: Diagnostic[] = withoutEchoes(yaml.errors, source).map((error) =>
    refuse(
      'yaml/syntax',
      messageOf(error),
      error.pos[0],
      error.pos[0] + tokenAt(source.text, error.pos[0]).length,
    ),
  );
  for (const warning of yaml.warnings)
    diagnostics.push(refuse('yaml/syntax', messageOf(warning), ...warning.pos));
  const { aliases, problems, foreignKeys } = inspectNodes(yaml);
  for (const { code, message, start, end } of problems) diagnostics.push(refuse(code, message, start, end));
  if (problems.some(({ fatal }) => fatal)) return { document: null, diagnostics };

  let value: unknown;
  try {
    value = yaml.toJS({ maxAliasCount });
  } catch {
    return {
      document: null,
      diagnostics: [
        ...diagnostics,
        refuse('yaml/too-deep', 'the aliases of this document multiply beyond measure'),
      ],
    };
  }
  if (!isMap(isAlias(yaml.contents) ? undefined : yaml.contents)) {
    if (diagnostics.length === 0) {
      const found = source.text.trim() === '' ? 'an empty file' : 'something else';
      diagnostics.push(
        refuse(
          'spec/wrong-type',
          `expected a spec (a mapping that begins with "version: 1"), received ${found}`,
        ),
      );
    }
    return { document: null, diagnostics };
  }
  const offsets = yaml.errors.map((error) => error.pos[0]);
  return {
    document: new LocatedDocument(source, yaml, value, aliases, [...offsets, ...foreignKeys]),
    diagnostics,
  };
}

function messageOf(error: YAMLError): string {
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
