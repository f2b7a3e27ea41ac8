import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FileFormatError } from '../../base/diagnostics/user-error';
import { type RecordedLogs, readLogs } from '../../run/rehearse/read-logs';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'file not found',
  EISDIR: 'this is a folder',
  EACCES: 'permission denied',
};

/** Reads logs from a file, like {@link readLogs}. @throws FileFormatError if it cannot be read */
export async function readLogFile(file: string | URL): Promise<RecordedLogs> {
  const path = file instanceof URL ? fileURLToPath(file) : file;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new FileFormatError(path, reasons[code] ?? message, 'give the logs of a run, as CSV or JSON', {
      cause,
    });
  }
  return readLogs(path, text);
}
