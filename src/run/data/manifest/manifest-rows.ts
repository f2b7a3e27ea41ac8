import { suggest } from '../../../base/diagnostics/suggest';
import { readCsv } from '../../../base/text/csv';
import { listWords } from '../../../base/text/words';
import { isRecord } from '../../../base/values';
import { DataError, type RowFaults } from '../data-error';

/** A row of a manifest: the path of an image as written, and the name of its class. */
export interface ManifestRow {
  /** From 1. */
  readonly line: number;
  readonly image: string;
  readonly label: string;
}

export interface ManifestColumns {
  readonly image: string;
  readonly label: string;
}

/**
 * Reads the rows of a manifest: one object per line in `.jsonl` and `.ndjson`, or a table with a header in `.csv` and
 * `.tsv`. Adds problems with single rows to `faults`.
 *
 * @throws {DataError} if the table lacks a column
 */
export function* readManifestRows(
  path: string,
  text: string,
  columns: ManifestColumns,
  faults: RowFaults,
): Generator<ManifestRow> {
  const refuse = (line: number, fault: string) => faults.add(line, `${path}:${line}: ${fault}`);
  const rows = /\.(jsonl|ndjson)$/i.test(path)
    ? readJsonLines(text, refuse)
    : readTable(path, text, columns, refuse);
  for (const { line, value } of rows) {
    const image = value(columns.image);
    const label = value(columns.label);
    for (const [name, field] of [
      [columns.image, image],
      [columns.label, label],
    ] as const) {
      if (field === undefined) refuse(line, `"${name}" is missing`);
      else if (typeof field !== 'string') refuse(line, `"${name}" is ${field.received}; expected text`);
      else if (field === '') refuse(line, `"${name}" is empty`);
    }
    if (image && label && typeof image === 'string' && typeof label === 'string')
      yield { line, image, label };
  }
}

interface Row {
  readonly line: number;
  /** The trimmed value of a column; what it is instead if it is not text or a number; `undefined` if it is missing. */
  value(column: string): string | { readonly received: string } | undefined;
}

type Refuse = (line: number, fault: string) => void;

function* readTable(path: string, text: string, columns: ManifestColumns, refuse: Refuse): Generator<Row> {
  let names: readonly string[] | undefined;
  const separator = /\.tsv$/i.test(path) ? '\t' : ',';
  checkSeparator(path, text, separator, columns);
  for (const record of readCsv(text, separator)) {
    if ('fault' in record) {
      refuse(record.line, record.fault);
      continue;
    }
    const { line, fields } = record;
    if (!names) {
      names = fields.map((name) => name.trim());
      checkColumns(path, line, names, columns);
    } else if (fields.length !== names.length) {
      refuse(line, `expected ${names.length} fields as in the first line, received ${fields.length}`);
    } else {
      const known = names;
      yield { line, value: (column) => fields[known.indexOf(column)]?.trim() };
    }
  }
}

const separatorNames = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' } as const;

/** Checks that the columns of the header are not separated by another character. */
function checkSeparator(
  path: string,
  text: string,
  separator: ',' | '\t',
  { image, label }: ManifestColumns,
): void {
  const [, empty = '', header = ''] = /^\uFEFF?([\r\n]*)([^\r\n]*)/.exec(text) ?? [];
  const isSeparatedBy = (mark: string) => {
    const names = header.split(mark).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
    return names.includes(image) && names.includes(label);
  };
  const other = ([',', ';', '\t', '|'] as const).find(isSeparatedBy);
  if (other === undefined || isSeparatedBy(separator)) return;
  const expected = separatorNames[separator];
  const line = 1 + (empty.match(/\r\n|\r|\n/g)?.length ?? 0);
  throw new DataError(
    `${path}:${line}: fields are separated by ${expected} in a ${separator === ',' ? '.csv' : '.tsv'} file, but these are separated by ${separatorNames[other]}`,
    path,
    other === ',' || other === '\t'
      ? `rename the file to ${other === ',' ? '.csv' : '.tsv'}, or separate the fields by ${expected}`
      : `save the file with ${expected} between the fields`,
  );
}

/** Checks that the header has both columns, once each. */
function checkColumns(
  path: string,
  line: number,
  names: readonly string[],
  { image, label }: ManifestColumns,
): void {
  for (const [key, column] of [
    ['image', image],
    ['label', label],
  ] as const) {
    const count = names.filter((name) => name === column).length;
    if (count === 1) continue;
    const near = suggest(column, names);
    throw new DataError(
      count > 1
        ? `${path}:${line}: the header has the column "${column}" ${count} times`
        : `${path}:${line}: the column "${column}" is missing; the columns are ${listWords(names)}`,
      path,
      near === undefined || count > 1
        ? `name the columns in the first line, and set ${key}: … next to manifest in the spec to that name`
        : `write ${key}: ${near} next to manifest in the spec, or rename the column to "${column}"`,
    );
  }
}

function* readJsonLines(text: string, refuse: Refuse): Generator<Row> {
  let line = 0;
  for (const written of text.split('\n')) {
    line += 1;
    if (written.trim() === '') continue;
    let object: unknown;
    try {
      object = parseExactly(written);
    } catch (error) {
      refuse(line, `not valid JSON (${error instanceof Error ? error.message : String(error)})`);
      continue;
    }
    if (!isRecord(object)) {
      refuse(line, 'expected an object such as {"image": "a.png", "label": "cat"}');
      continue;
    }
    const fields = new Map(Object.entries(object));
    yield {
      line,
      value(column) {
        const field: unknown = fields.get(column);
        if (typeof field === 'string') return field.trim();
        return field === undefined ? undefined : { received: nameOf(field) };
      },
    };
  }
}

/** Matches strings, to skip them, and numbers. */
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;
/** Numbers with at most this many digits are different if they are written differently. */
const exactDigits = 15;

/**
 * Parses JSON with numbers as text, because numbers above 2^53 are otherwise rounded to the same ones. Numbers with few digits
 * are written as usual: 1.0 becomes `1`.
 */
function parseExactly(text: string): unknown {
  JSON.parse(text);
  const quoted = text.replace(stringOrNumber, (token) => {
    if (token.startsWith('"')) return token;
    const digits = token.replace(/e.*$/i, '').replace(/\D/g, '');
    const value = Number(token);
    return `"${digits.length <= exactDigits && Number.isFinite(value) ? String(value) : token}"`;
  });
  return JSON.parse(quoted);
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
