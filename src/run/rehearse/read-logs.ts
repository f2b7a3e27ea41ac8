import { FileFormatError } from '../../base/diagnostics/user-error';
import { readCsv } from '../../base/text/csv';
import { isRecord } from '../../base/values';
import { fullLogName } from '../../check/rules/logs';
import type { Logs } from '../training/callbacks/callback';
import { sortedLogs } from '../training/logs';

/** The logs of an earlier run, or invented ones. */
export interface RecordedLogs {
  /** What messages call them: a file name. */
  readonly name: string;
  /** One for each epoch, in order; a log that an epoch lacks is missing. */
  readonly epochs: readonly Logs[];
  /** What was read otherwise than written. */
  readonly notes: readonly string[];
}

/** An epoch as it stands in a file. */
interface Row {
  /** Where it stands, for messages. */
  readonly place: string;
  readonly cells: Readonly<Record<string, unknown>>;
}

/** Beside the logs: a count, and what a rehearsal finds out anew. */
const epochColumn = 'epoch';
const passedOver: ReadonlySet<string> = new Set(['learning_rate', 'lr', 'seconds']);

/** How a missing value is written. */
const missing: readonly unknown[] = ['', 'NA', null, undefined];

const numberForms: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/**
 * Reads logs from the text of a file: CSV as `csvLogger`, Keras's CSVLogger and a run's `history.csv` write it; or JSON:
 * an array with an object of logs per epoch, a run's `history.json`, or Keras's `history` (an array for each log). Numbers
 * may have Python's forms. `acc` is read as `accuracy`; recorded learning rates are passed over.
 *
 * @param name of the file, for messages
 * @throws FileFormatError on what cannot be read as that
 */
export function readLogs(name: string, text: string): RecordedLogs {
  const content = text.replace(/^\uFEFF/, '');
  const rows = /^\s*[[{]/.test(content) ? jsonRows(name, content) : csvRows(name, content);
  if (rows.length === 0)
    throw new FileFormatError(name, 'it has no epochs', 'give one row of logs per epoch');
  return { name, ...asLogs(name, rows) };
}

/** Logs that a program gives, one object per epoch; read as those of a file. */
export function givenLogs(epochs: readonly Readonly<Record<string, number>>[]): RecordedLogs {
  const name = 'the logs';
  if (epochs.length === 0) throw new FileFormatError(name, 'there are none', 'give one object per epoch');
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
    notes.push('the column epoch does not count 0, 1, 2 …: rows are taken in their order');
  }
  const epochs = rows.map(({ place, cells }) => {
    const logs: Logs = {};
    for (const [column, value] of Object.entries(cells)) {
      if (column === epochColumn || passedOver.has(column) || missing.includes(value)) continue;
      logs[renamed.get(column) ?? column] = asNumber(name, place, column, value);
    }
    if (Object.keys(logs).length === 0) throw new FileFormatError(name, `${place}: there is no log`);
    return sortedLogs(logs);
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
    'a missing value is empty or NA',
  );
}

function csvRows(name: string, text: string): Row[] {
  const [header, ...rows] = tableRows(name, text);
  if (!header)
    throw new FileFormatError(name, 'it is empty', 'give one row of logs per epoch, under a header');
  checkHeader(name, header);
  return rows.map(({ line, cells }) => {
    if (cells.length > header.cells.length) {
      throw new FileFormatError(
        name,
        `line ${line}: there are ${cells.length} values, and the header has ${header.cells.length}`,
        'the file was appended to by a run with other logs: cut it, or give each run its own',
      );
    }
    const named = header.cells.map((column, i) => [column, cells[i]] as const);
    return { place: `line ${line}`, cells: Object.fromEntries(named) };
  });
}

interface TableRow {
  readonly line: number;
  /** Without the blanks around them. */
  readonly cells: readonly string[];
}

/** The rows of a table that hold anything. */
function tableRows(name: string, text: string): TableRow[] {
  return readCsv(text).flatMap((record) => {
    if ('fault' in record) throw new FileFormatError(name, `line ${record.line}: ${record.fault}`);
    const cells = record.fields.map((field) => field.trim());
    return cells.some((cell) => cell !== '') ? [{ line: record.line, cells }] : [];
  });
}

/** Every column needs a name of its own that a log can have. */
function checkHeader(name: string, { line, cells }: TableRow): void {
  const nameless = cells.find((column) => !/^[A-Za-z_][\w./-]*$/.test(column));
  if (nameless !== undefined) {
    throw new FileFormatError(
      name,
      `line ${line}: ${JSON.stringify(nameless)} cannot be the name of a log`,
      'begin with a header, such as epoch,accuracy,loss',
    );
  }
  const twice = cells.find((column, i) => cells.indexOf(column) !== i);
  if (twice !== undefined) {
    throw new FileFormatError(name, `line ${line}: two columns are called "${twice}"`, 'rename one');
  }
}

function jsonRows(name: string, text: string): Row[] {
  let value: unknown;
  try {
    value = JSON.parse(withPythonNumbers(text));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FileFormatError(name, `it is no JSON: ${reason}`, undefined, { cause });
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

/** The epochs of a run's `history.json`, or of Keras's history, which has an array for each log. */
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

/** Python's `json` writes bare `NaN` and `Infinity`, which JSON does not have: they become strings. */
function withPythonNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}
