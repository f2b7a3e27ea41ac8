/** Saves the freshly initialized network of a spec: `save <spec> <path.keras|path/model.json>…`, for programs that are not ours. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { builtInBackends } from '../../src/backend';
import { nodeFiles } from '../../src/formats/node-files';
import { saveModel } from '../../src/train/save-model';
import { planOf } from './plan-of';

const [spec = '', ...paths] = process.argv.slice(2);
const plan = planOf(spec);
const backend = builtInBackends.cpu;
if (!backend) throw new Error('there is no cpu backend');
const engine = await backend.createEngine(await backend.compile(plan));
const classes = plan.classNames ?? Array.from({ length: plan.classCount }, (_, i) => String(i));
for (const path of paths) {
  mkdirSync(dirname(path), { recursive: true });
  await saveModel(path, engine, { plan, specText: '', classes }, nodeFiles);
}
