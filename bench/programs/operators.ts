/**
 * Measures the operators of a training step or a prediction on ONNX Runtime:
 * `operators <spec> <train|predict> <batch size> <steps>`. Prints milliseconds per step by operator, and the slowest
 * node of each operator.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProvider } from '../../src/hosts/node/onnxruntime/providers';
import { cpu } from '../../src/run/backends/cpu';
import { OnnxEngine } from '../../src/run/backends/onnxruntime/onnx-engine';
import { planOf } from './plan-of';
import { syntheticBatch } from './time-steps';

const [spec = '', mode = 'train', size = '32', count = '3', ...overrides] = process.argv.slice(2);
const steps = Number(count);
const plan = planOf(spec, overrides);
const { hardware, device } = await openProvider();
const folder = mkdtempSync(join(tmpdir(), 'convspec-operators-'));
try {
  const options = { ...hardware.options, enableProfiling: true, profileFilePrefix: join(folder, 'profile') };
  await cpu.probe();
  const engine = new OnnxEngine('onnxruntime', device, await cpu.compile(plan), { ...hardware, options });
  const [height, width, channels] = plan.input.shape;
  const batch = syntheticBatch(Number(size), height * width * channels, plan.classCount);
  for (let step = 0; step <= steps; step++) {
    if (mode === 'train') await engine.trainBatch(batch, { step });
    else await engine.predictBatch(batch.x, batch.size);
  }
  engine.dispose();
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.stdout.write(`${JSON.stringify(costsOf(folder))}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly ts: number;
  readonly args?: { readonly op_name?: string };
}

/** Milliseconds per step by operator and by node, most expensive first. The first step is a warm-up. */
function costsOf(directory: string) {
  const [file = ''] = readdirSync(directory);
  const events = JSON.parse(readFileSync(join(directory, file), 'utf8')) as ProfileEvent[];
  const runs = events.filter(({ name }) => name === 'model_run').sort((a, b) => a.ts - b.ts);
  const warm = runs[1]?.ts ?? 0;
  const kernels = events.filter(
    ({ cat, name, ts }) => cat === 'Node' && name.endsWith('_kernel_time') && ts >= warm,
  );
  const by = (key: (event: ProfileEvent) => string) => {
    const sums = new Map<string, number>();
    for (const event of kernels) sums.set(key(event), (sums.get(key(event)) ?? 0) + event.dur / 1000 / steps);
    return Object.fromEntries([...sums].sort(([, a], [, b]) => b - a));
  };
  const total = runs.slice(1).reduce((sum, { dur }) => sum + dur / 1000 / steps, 0);
  const operators = by(({ args }) => args?.op_name ?? '?');
  const operatorOf = new Map(kernels.map((event) => [nodeOf(event), event.args?.op_name ?? '?']));
  const byNode = Object.entries(by(nodeOf));
  const longest = (operator: string) => byNode.find(([node]) => operatorOf.get(node) === operator);
  const nodes = Object.fromEntries(Object.keys(operators).map((operator) => [operator, longest(operator)]));
  return { total, operators, nodes };
}

function nodeOf({ name }: ProfileEvent): string {
  return name.replace(/_kernel_time$/, '');
}
