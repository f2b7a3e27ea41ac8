/** Takes the lock of the folder that is its argument, tells how that went, and holds it until its input ends. */
import { lockRunFolder } from '../../../src/hosts/node/run-lock';

try {
  await lockRunFolder(process.argv[2] ?? '');
  console.log('locked');
  process.stdin.on('data', () => process.exit());
} catch (error) {
  console.log((error as Error).message);
}
