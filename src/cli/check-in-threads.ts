import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CheckChoice, Outcome } from './check-files';
import { checkThreadFlag } from './io';

/** The `workerData` of a thread, which posts its outcomes back in the same order. */
export interface ThreadTask {
  readonly paths: readonly string[];
  readonly choice: CheckChoice;
}

/**
 * Checks files on up to 8 cores and returns the outcomes in the order of `paths`. Each thread runs the module `program`
 * with {@link checkThreadFlag}.
 */
export async function checkInThreads(
  paths: readonly string[],
  choice: CheckChoice,
  program: URL,
): Promise<Outcome[]> {
  const count = Math.min(availableParallelism(), 8);
  const size = Math.ceil(paths.length / count);
  const shares = Array.from({ length: count }, (_, i) => paths.slice(i * size, (i + 1) * size));
  const outcomes = await Promise.all(shares.map((share) => runThread({ paths: share, choice }, program)));
  return outcomes.flat();
}

function runThread(workerData: ThreadTask, program: URL): Promise<Outcome[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData, argv: [checkThreadFlag] });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a validate thread exited with code ${code}`)));
  });
}
