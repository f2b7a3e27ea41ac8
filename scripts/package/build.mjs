/**
 * Builds `dist`, without a line for each of its hundreds of files.
 *
 *     node scripts/package/build.mjs [--if-needed]
 *
 * With `--if-needed`, it does nothing if `dist` is newer than its sources. Package managers run it that way when they
 * install from Git: npm as `prepare`, pnpm as `prepack`. In a clone, `ignore-scripts` in .npmrc prevents both.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What the build writes last, and what it reads. */
const results = ['dist/index.d.ts', 'dist/bin/convspec.js', 'dist/bin/validate-spec.cjs'];
const sources = [
  'src',
  'package-lock.json',
  'tsup.config.ts',
  'tsup.checker.config.ts',
  'scripts/bundle-plugins.ts',
];

if (!process.argv.includes('--if-needed') || isStale()) process.exitCode = build();

function build() {
  const begin = performance.now();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const tsup = join(root, 'node_modules/tsup/dist/cli-default.js');
  const { status, error } = spawnSync(process.execPath, [tsup, '--silent'], { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status === 0) console.log(`Built dist in ${Math.round((performance.now() - begin) / 1000)} s.`);
  return status ?? 1;
}

function isStale() {
  const built = Math.min(...results.map(timeOf));
  return sources.some((source) => timesIn(join(root, source)).some((time) => time > built));
}

/** When a file was written; the beginning of time if it does not exist. */
function timeOf(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function timesIn(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return [stats.mtimeMs];
  return readdirSync(path, { recursive: true }).map((name) => statSync(join(path, name)).mtimeMs);
}
