import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { median, short } from '../table.mjs';

const spec = 'specs/convnet-12class.yaml';
const programs = {
  '`validate-spec`': ['dist/bin/validate-spec.cjs', spec],
  'the bundle alone, without compiled code': ['action/validate-spec.mjs', spec],
};

/**
 * How long `validate-spec` takes for one spec as a whole process, next to a Node that does nothing. Other versions of Node
 * are given by their programs: `CONVSPEC_NODES=/opt/node-24/bin/node,/opt/node-26/bin/node`.
 */
export function startup({ quick, note }) {
  note('startup');
  const nodes = [process.execPath, ...(process.env.CONVSPEC_NODES?.split(',') ?? [])];
  const rounds = quick ? 5 : 20;
  return [
    {
      title: 'Start',
      how: `Whole processes that check \`${spec}\`, after two to warm up, in alternation with \`node -e 0\`: medians of ${rounds} rounds on ${cpus()[0].model.trim()}.`,
      header: ['', 'Node', 'ms', '`node -e 0`, ms', 'ratio'],
      rows: nodes.flatMap((node) => measure(node, rounds)),
    },
  ];
}

function measure(node, rounds) {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
  const all = [['-e', '0'], ...Object.values(programs)];
  const times = all.map(() => []);
  for (let round = -2; round < rounds; round++) {
    for (const [i, argv] of all.entries()) {
      const ms = time(node, argv);
      if (round >= 0) times[i].push(ms);
    }
  }
  const [bare, ...checks] = times.map(median);
  return Object.keys(programs).map((name, i) => [
    name,
    version,
    short(checks[i]),
    short(bare),
    `${(checks[i] / bare).toFixed(2)}×`,
  ]);
}

/** Wall milliseconds of one process. */
function time(node, argv) {
  const begin = performance.now();
  const { status, stderr } = spawnSync(node, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`exit code ${status}: ${stderr}`);
  return performance.now() - begin;
}
