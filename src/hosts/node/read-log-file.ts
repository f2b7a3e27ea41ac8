import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { systemReason } from '../../base/diagnostics/system-error';
import { FileFormatError } from '../../base/diagnostics/user-error';
import { type RecordedLogs, readLogs } from '../../run/rehearse/read-logs';

/** Reads logs from a file, as {@link readLogs} does from text. @throws FileFormatError when it cannot be read */
export async function readLogFile(file: string | URL): Promise<RecordedLogs> {
  const path = file instanceof URL ? fileURLToPath(file) : file;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new FileFormatError(path, systemReason(cause), 'give the logs of a run, as CSV or JSON', {
      cause,
    });
  }
  return readLogs(path, text);
}
