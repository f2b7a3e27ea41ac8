import { CsvError, parse } from 'csv-parse/sync';

/** A record and the number of its first line, from 1. A malformed record has a `fault` instead of fields. */
export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fault: string };

export type CsvSeparator = ',' | ';' | '\t' | '|';

/**
 * Reads delimited text by the rules of RFC 4180: a field in double quotes may contain separators, line breaks and
 * doubled quotes. Lines end with `\n`, `\r\n` or `\r`; empty lines and a byte order mark are skipped. A quote inside an
 * unquoted field is an ordinary character. Spaces are part of the field. Records may differ in length. A malformed
 * record becomes a fault, and reading continues on the next line.
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
      // Only so that reading resumes after a bad record: text after a closing quote is detected below.
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

/** Detects the separator after the first name of a header: `;`, a tab or `|`; otherwise `,`. */
export function separatorOf(text: string): CsvSeparator {
  const found = /^\uFEFF?"?[\w-]+"?([;\t|])/.exec(text)?.[1];
  return found === ';' || found === '\t' || found === '|' ? found : ',';
}

/** Formats text as a field of a record, with quotes only if it needs them. */
export function csvField(text: string, separator: string): string {
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Matches a record in which every quoted field ends at a separator. */
function recordPattern(separator: CsvSeparator): RegExp {
  const mark = separator === '|' ? '\\|' : separator;
  const field = `(?:"(?:[^"]|"")*"|[^"${mark}][^${mark}]*)?`;
  return new RegExp(`^${field}(?:${mark}${field})*$`);
}

/** Counts lines record by record, because the library counts `\r\n` inside quotes twice. */
class LineCounter {
  readonly #decoder = new TextDecoder();
  #at = 0;
  #line = 1;

  constructor(private readonly bytes: Uint8Array) {}

  /** @returns the first line of the next record, and its text; the record and its line break end at byte `end` */
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
