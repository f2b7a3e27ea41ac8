import { FileFormatError } from '../../base/diagnostics/user-error';
import { readCsv } from '../../base/text/csv';
import { isRecord } from '../../base/values';
import { fullLogName } from '../../check/rules/logs';
import type { Logs } from '../training/callbacks/callback';
import { sortedLogs } from '../training/logs';

/** The logs of an earlier run, or hypothetical ones. */
export interface RecordedLogs {
  /** The name used in messages: a file name. */
  readonly name: string;
  /** One entry per epoch, in order, without missing logs. */
  readonly epochs: readonly Logs[];
  /** Where the logs were interpreted differently than written. */
  readonly notes: readonly string[];
}

/** An epoch as written in a file. */
interface Row {
  /** Its position in the file, for messages. */
  readonly place: string;
  readonly cells: Readonly<Record<string, unknown>>;
}

/** Columns that are not logs: the epoch, and values that a rehearsal computes itself. */
const epochColumn = 'epoch';
const ignoredColumns: ReadonlySet<string> = new Set(['learning_rate', 'lr', 'seconds']);

/** The representations of a missing value. */
const missing: readonly unknown[] = ['', 'NA', null, undefined];

const numberForms: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/**
 * Reads logs from the text of a file. CSV: as written by `csvLogger`, by Keras's CSVLogger, or in a run's `history.csv`.
 * JSON: an array with an object of logs per epoch, a run's `history.json`, or Keras's `history` (an array per log). Numbers
 * may be in Python's notation. `acc` is read as `accuracy`; recorded learning rates are ignored.
 *
 * @param name of the file, for messages
 * @throws FileFormatError if the text has none of these formats
 */
export function readLogs(name: string, text: string): RecordedLogs {
  const content = text.replace(/^\uFEFF/, '');
  const rows = /^\s*[[{]/.test(content) ? jsonRows(name, content) : csvRows(name, content);
  if (rows.length === 0)
    throw new FileFormatError(name, 'it contains no epochs', 'give one row of logs per epoch');
  return { name, ...asLogs(name, rows) };
}

/** Reads logs given as one object per epoch, in the same way as those of a file. */
export function givenLogs(epochs: readonly Readonly<Record<string, number>>[]): RecordedLogs {
  const name = 'the logs';
  if (epochs.length === 0)
    throw new FileFormatError(name, 'no epochs were given', 'give one object per epoch');
  return {
    name,
    ...asLogs(
      name,
      epochs.map((cells, i) => ({ place: `epoch ${i + 1}`, cells })),
    ),
  };
}

function asLogs(name: string, rows: readonly Row[]): Pick<RecordedLogs, 'epochs' | 'notes'> {
  const columns = new Set(rows.flatMap(({ cells }) => Object.keys(cells)));
  const renamed = new Map(
    [...columns].flatMap((column) => {
      const full = fullLogName(column);
      return /^(val_)?acc$/.test(column) && !columns.has(full) ? [[column, full] as const] : [];
    }),
  );
  const changes = [...renamed].map(([column, full]) => `${column} is read as ${full}`);
  const notes = changes.length === 0 ? [] : [changes.join(', ')];
  const counts = rows.map(({ cells }) => cells[epochColumn]);
  if (counts.some((count, i) => !missing.includes(count) && Number(count) !== i)) {
    notes.push('the column epoch is not 0, 1, 2, …, so rows are used in their order in the file');
  }
  const epochs = rows.map(({ place, cells }) => {
    const logs: [string, number][] = [];
    for (const [column, value] of Object.entries(cells)) {
      if (column === epochColumn || ignoredColumns.has(column) || missing.includes(value)) continue;
      logs.push([renamed.get(column) ?? column, asNumber(name, place, column, value)]);
    }
    if (logs.length === 0) throw new FileFormatError(name, `${place}: it contains no logs`);
    return sortedLogs(Object.fromEntries(logs));
  });
  return { epochs, notes };
}

function asNumber(name: string, place: string, column: string, value: unknown): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  const [, sign, word = ''] = /^([+-]?)([a-z]+)$/i.exec(text) ?? [];
  const special = numberForms.get(word.toLowerCase());
  if (special !== undefined) return sign === '-' ? -special : special;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  throw new FileFormatError(
    name,
    `${place}: expected a number in "${column}", received ${JSON.stringify(value)}`,
    'leave missing values empty, or write NA',
  );
}

function csvRows(name: string, text: string): Row[] {
  const [header, ...rows] = tableRows(name, text);
  if (!header) throw new FileFormatError(name, 'it is empty', 'give a header and one row of logs per epoch');
  checkHeader(name, header);
  return rows.map(({ line, cells }) => {
    if (cells.length > header.cells.length) {
      throw new FileFormatError(
        name,
        `line ${line}: expected ${header.cells.length} values as in the header, received ${cells.length}`,
        'if a run with other logs was appended to this file, remove its rows, or use a separate file per run',
      );
    }
    const named = header.cells.map((column, i) => [column, cells[i]] as const);
    return { place: `line ${line}`, cells: Object.fromEntries(named) };
  });
}

interface TableRow {
  readonly line: number;
  /** Trimmed. */
  readonly cells: readonly string[];
}

/** The rows of a table that are not empty. */
function tableRows(name: string, text: string): TableRow[] {
  return readCsv(text).flatMap((record) => {
    if ('fault' in record) throw new FileFormatError(name, `line ${record.line}: ${record.fault}`);
    const cells = record.fields.map((field) => field.trim());
    return cells.some((cell) => cell !== '') ? [{ line: record.line, cells }] : [];
  });
}

/** Checks that every column has a unique, valid log name. */
function checkHeader(name: string, { line, cells }: TableRow): void {
  const nameless = cells.find((column) => !/^[A-Za-z_][\w./-]*$/.test(column));
  if (nameless !== undefined) {
    throw new FileFormatError(
      name,
      `line ${line}: ${JSON.stringify(nameless)} is not a valid log name`,
      'start the file with a header, such as epoch,accuracy,loss',
    );
  }
  const twice = cells.find((column, i) => cells.indexOf(column) !== i);
  if (twice !== undefined) {
    throw new FileFormatError(
      name,
      `line ${line}: two columns have the name "${twice}"`,
      'rename one of them',
    );
  }
}

function jsonRows(name: string, text: string): Row[] {
  let value: unknown;
  try {
    value = JSON.parse(withPythonNumbers(text));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FileFormatError(name, `it is not valid JSON: ${reason}`, undefined, { cause });
  }
  const list = Array.isArray(value) ? value : listIn(value);
  const hint = 'give an array with one object of logs per epoch';
  if (!list) throw new FileFormatError(name, 'expected an array of epochs', hint);
  return list.map((item: unknown, i) => {
    const place = `epoch ${i + 1}`;
    const cells = isRecord(item) && isRecord(item.logs) ? item.logs : item;
    if (!isRecord(cells)) throw new FileFormatError(name, `${place}: expected an object of logs`, hint);
    return { place, cells };
  });
}

/** The epochs of a run's `history.json`, or of Keras's history, which has an array per log. */
function listIn(value: unknown): readonly unknown[] | undefined {
  if (!isRecord(value)) return undefined;
  if (Array.isArray(value.epochs) && value.epochs.every(isRecord)) return value.epochs;
  const series = Object.entries(value);
  if (!series.every((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))) return undefined;
  const length = Math.max(0, ...series.map(([, values]) => values.length));
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(series.map(([log, values]) => [log, values[i]])),
  );
}

/** Converts the bare `NaN` and `Infinity` of Python's `json`, which are not valid JSON, to strings. */
function withPythonNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}
