import { parentPort, workerData } from 'node:worker_threads';
import { checkPaths } from './check-files';
import type { ThreadTask } from './check-in-threads';

/** Checks the paths that the thread was started with, and sends the outcomes to its parent. */
export async function answerAsThread(): Promise<void> {
  const { paths, choice } = workerData as ThreadTask;
  parentPort?.postMessage(await checkPaths(paths, choice));
}
