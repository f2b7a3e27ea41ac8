/**
 * Makes a project with a tfjs-node that is built against the TensorFlow of a Python and shares this checkout's tfjs-core,
 * for the tests and the bench:
 *
 *     CONVSPEC_PYTHON=python3 node scripts/tensorflow/test-project.mjs /tmp/tensorflow
 *     CONVSPEC_TFJS_NODE=/tmp/tensorflow npx vitest run test/hosts/node/tensorflow/tensorflow.test.ts
 *     NODE_PATH=/tmp/tensorflow/node_modules node bench/run.mjs steps
 *
 * Nothing in this checkout is changed. Takes about a minute, and 200 MB beside the Python.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node scripts/tensorflow/test-project.mjs <folder to make>');
  process.exit(2);
}

const own = fileURLToPath(new URL('../../node_modules/@tensorflow', import.meta.url));
const { version } = JSON.parse(readFileSync(join(own, 'tfjs-core', 'package.json'), 'utf8'));
const project = resolve(folder);

const run = (command, args) => execFileSync(command, args, { cwd: project, stdio: ['ignore', 2, 2] });

mkdirSync(project, { recursive: true });
writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
try {
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `@tensorflow/tfjs-node@${version}`]);
  for (const name of ['tfjs-backend-cpu', 'tfjs-core', 'tfjs-layers']) {
    const link = join(project, 'node_modules', '@tensorflow', name);
    rmSync(link, { recursive: true, force: true });
    symlinkSync(join(own, name), link);
  }
  run(process.execPath, [fileURLToPath(new URL('build-tfjs-node.mjs', import.meta.url)), '.']);
} catch {
  console.error(`${project} could not be made; the reason is above.`);
  process.exit(1);
}
