/** Locks the folder given as its argument, prints the result, and keeps the lock until its input ends. */
import { lockRunFolder } from '../../../src/hosts/node/run-lock';

try {
  await lockRunFolder(process.argv[2] ?? '');
  console.log('locked');
  process.stdin.on('data', () => process.exit());
} catch (error) {
  console.log((error as Error).message);
}
