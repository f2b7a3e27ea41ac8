import { parentPort, workerData } from 'node:worker_threads';
import { checkPaths } from '../check-files';
import type { ThreadTask } from '../check-in-threads';

const { paths, choice } = workerData as ThreadTask;
parentPort?.postMessage(await checkPaths(paths, choice));
