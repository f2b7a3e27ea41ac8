/**
 * Saves the freshly initialized network of a spec: `save <spec> <path.keras|path/model.json>…`, for other programs.
 * Prints the gigaflops per image, counting only products in layers.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { builtInBackends } from '../../src/hosts/node/backends';
import { nodeFiles } from '../../src/hosts/node/files';
import { saveModel } from '../../src/run/training/save-model';
import { planOf } from './plan-of';

const [spec = '', ...paths] = process.argv.slice(2);
const plan = planOf(spec);
const backend = builtInBackends.cpu;
if (!backend) throw new Error('the cpu backend is missing');
const engine = await backend.createEngine(await backend.compile(plan));
const classes = plan.classNames ?? Array.from({ length: plan.classCount }, (_, i) => String(i));
for (const path of paths) {
  mkdirSync(dirname(path), { recursive: true });
  await saveModel(path, engine, { plan, specText: '', classes }, nodeFiles);
}

// The gradient with respect to the images is not computed.
const first = plan.layers.find(({ inputs }) => inputs[0] === plan.layers[0]?.name)?.macs ?? 0;
const gigaflops = (macs: number) => (2 * macs) / 1e9;
const { macs } = plan.totals;
const work = { train: gigaflops(3 * macs - first), predict: gigaflops(macs) };
process.stdout.write(`${JSON.stringify({ gigaflops: work })}\n`);
