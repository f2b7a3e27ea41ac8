import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, short } from '../table.mjs';

const program = 'dist/bin/validate-spec.cjs';

/** Times whole processes of validate-spec. */
export function validate({ folder, quick, note }) {
  note('validate-spec');
  const rounds = quick ? 5 : 20;
  const bare = [];
  const checks = [];
  for (let i = 0; i < rounds; i++) {
    bare.push(time(['-e', '0']));
    checks.push(time([program, 'specs/icons-12.yaml']));
  }
  const ratios = checks.map((check, i) => check / bare[i]);
  const many = manySpecs(join(folder, 'many'), 1_000);
  const deep = (quick ? [2_500] : [2_500, 5_000, 10_000]).map((count) => [
    `one spec with ${count.toLocaleString('en')} conv blocks`,
    short(deepSpec(folder, count)),
    '',
  ]);
  return [
    {
      title: 'Checking',
      how: `Milliseconds of whole \`validate-spec\` processes. The first two rows alternate for ${rounds} rounds; medians.`,
      header: ['', 'ms', 'vs. bare Node'],
      rows: [
        ['`node -e 0`', short(median(bare)), ''],
        ['one spec', short(median(checks)), `${median(ratios).toFixed(2)}×`],
        ['1,000 specs', short(many), ''],
        ...deep,
      ],
    },
  ];
}

/** Wall time of one process in milliseconds. */
function time(argv) {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`exit code ${status}: ${stderr}`);
  return performance.now() - begin;
}

function manySpecs(folder, count) {
  const spec = readFileSync('specs/icons-12.yaml', 'utf8');
  mkdirSync(folder);
  for (let i = 0; i < count; i++) {
    writeFileSync(join(folder, `net-${i}.yaml`), spec.replace(/^name: .*/m, `name: net-${i}`));
  }
  return Math.min(time([program, folder]), time([program, folder]));
}

function deepSpec(folder, count) {
  const path = join(folder, 'deep.yaml');
  const blocks = Array.from(
    { length: count },
    (_, i) => `  - { name: conv${i}, type: conv, filters: 8, kernel: 3, padding: same }\n`,
  );
  writeFileSync(
    path,
    `version: 1\nname: deep\ninput: { shape: [32, 32, 3] }\nclasses: 10\nblocks:\n${blocks.join('')}  - { type: flatten }\n  - { type: dense, units: classes, activation: softmax }\n`,
  );
  return Math.min(time([program, path]), time([program, path]));
}
