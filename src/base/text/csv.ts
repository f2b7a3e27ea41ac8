import { CsvError, parse } from 'csv-parse/sync';

/** A record with the number of the line it begins on, from 1; or what is wrong with it. */
export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fault: string };

export type CsvSeparator = ',' | ';' | '\t' | '|';

/**
 * The records of delimited text, by the rules of RFC 4180: a field in double quotes may hold separators, line breaks,
 * and quotes written twice. Lines end in `\n`, `\r\n` or `\r`; empty lines and a byte order mark are skipped. A quote
 * inside an unquoted field stands for itself. Blanks belong to the field. Records may differ in length. A malformed
 * record is a fault, and reading continues on the line after it.
 *
 * @param separator default: see {@link separatorOf}
 */
export function readCsv(text: string, separator: CsvSeparator = separatorOf(text)): readonly CsvRecord[] {
  const bytes = new TextEncoder().encode(text);
  const records: CsvRecord[] = [];
  const lines = new LineCounter(bytes);
  const wellFormed = recordPattern(separator);
  try {
    parse(bytes, {
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      bom: true,
      // Not to relax quotes in the middle, but to resume after the record: text after a closing quote is found below.
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record(fields: string[], { bytes: end }) {
        const { line, written } = lines.advance(end);
        const sound = !written.includes('"') || wellFormed.test(written);
        records.push(sound ? { line, fields } : { line, fault: 'text follows a closing quote' });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
    records.push({ line: lines.advance(bytes.length).line, fault: 'a quote is opened and never closed' });
  }
  return records;
}

/** What follows the first name of a header: `,` unless that is `;`, a tab or `|`. */
export function separatorOf(text: string): CsvSeparator {
  const found = /^\uFEFF?"?[\w-]+"?([;\t|])/.exec(text)?.[1];
  return found === ';' || found === '\t' || found === '|' ? found : ',';
}

/** Text as a field of a record: in quotes only where it needs them. */
export function csvField(text: string, separator: string): string {
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Matches a record whose quoted fields end at a separator. */
function recordPattern(separator: CsvSeparator): RegExp {
  const mark = separator === '|' ? '\\|' : separator;
  const field = `(?:"(?:[^"]|"")*"|[^"${mark}][^${mark}]*)?`;
  return new RegExp(`^${field}(?:${mark}${field})*$`);
}

/** Counts lines record by record: the library counts a `\r\n` inside quotes twice. */
class LineCounter {
  readonly #decoder = new TextDecoder();
  #at = 0;
  #line = 1;

  constructor(private readonly bytes: Uint8Array) {}

  /** @returns the line that the next record begins on, and its text; with the break after it, it ends at byte `end` */
  advance(end: number): { readonly line: number; readonly written: string } {
    const text = this.#decoder.decode(this.bytes.subarray(this.#at, end));
    const record = text.replace(/^[\r\n]+/, '');
    const line = this.#line + countBreaks(text.slice(0, text.length - record.length));
    this.#line = line + countBreaks(record);
    this.#at = end;
    return { line, written: record.replace(/[\r\n]+$/, '') };
  }
}

function countBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
