// How fast validate-spec is: node bench/validate.mjs, after npm run build.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = 'dist/bin/validate-spec.js';
const folder = mkdtempSync(join(tmpdir(), 'convspec-bench-'));
const spec = readFileSync('specs/icons-12.yaml', 'utf8');

/** Wall milliseconds of one process. */
function time(argv) {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`exit code ${status}: ${stderr}`);
  return performance.now() - begin;
}

const least = (numbers) => Math.min(...numbers);
const middle = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const ms = (number) => `${number.toFixed(0)} ms`;

function wholeProcess(rounds) {
  const bare = [];
  const checks = [];
  for (let i = 0; i < rounds; i++) {
    bare.push(time(['-e', '0']));
    checks.push(time([program, 'specs/icons-12.yaml']));
  }
  console.log('one spec, a whole process, beside a bare node -e 0 in turn:');
  for (const [name, of] of [
    ['least', least],
    ['median', middle],
  ]) {
    console.log(
      `  ${name}: ${ms(of(checks))} beside ${ms(of(bare))}, ratio ${(of(checks) / of(bare)).toFixed(2)}`,
    );
  }
}

function manySpecs(count) {
  for (let i = 0; i < count; i++)
    writeFileSync(join(folder, `net-${i}.yaml`), spec.replace(/^name: .*/m, `name: net-${i}`));
  const elapsed = time([program, folder]);
  console.log(`${count} specs in one call: ${ms(elapsed)}, ${(elapsed / count).toFixed(2)} ms each`);
}

function manyLayers(counts) {
  let former = null;
  for (const count of counts) {
    const blocks = Array.from(
      { length: count },
      (_, i) => `  - { name: conv${i}, type: conv, filters: 8, kernel: 3, padding: same }\n`,
    );
    const path = join(folder, 'deep.yml');
    writeFileSync(
      path,
      `version: 1\nname: deep\ninput: { shape: [32, 32, 3] }\nclasses: 10\nblocks:\n${blocks.join('')}  - { type: flatten }\n  - { type: dense, units: classes, activation: softmax }\n`,
    );
    const elapsed = least([time([program, path]), time([program, path])]);
    const growth =
      former === null ? '' : `, ${(elapsed / former.elapsed).toFixed(1)} times that of ${former.count}`;
    console.log(`${count} conv blocks: ${ms(elapsed)}, ${(elapsed / count).toFixed(2)} ms each${growth}`);
    former = { count, elapsed };
  }
}

try {
  wholeProcess(Number(process.argv[2] ?? 20));
  manySpecs(1_000);
  manyLayers([2_500, 5_000, 10_000]);
} finally {
  rmSync(folder, { recursive: true });
}
