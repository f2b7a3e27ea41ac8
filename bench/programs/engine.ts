/**
 * Times one backend's engine on one network: `engine <spec> <backend> <train|predict> <batch size> <least seconds>
 * [key=value …]`.
 */
import { builtInBackends } from '../../src/hosts/node/backends';
import { planOf } from './plan-of';
import { syntheticBatch, timeSteps } from './time-steps';

const [spec = '', name = '', mode = 'train', size = '1', seconds = '1', ...overrides] = process.argv.slice(2);
const plan = planOf(spec, overrides);
const backend = builtInBackends[name];
if (!backend) throw new Error(`unknown backend "${name}"`);
const probe = await backend.probe();
if (!probe.available) throw new Error(probe.reason);
if (probe.software) throw new Error(`${probe.device} is a GPU emulated in software`);
const support = await backend.supports(plan);
if (!support.supported) throw new Error(support.reason);

const engine = await backend.createEngine(await backend.compile(plan));
const [height, width, channels] = plan.input.shape;
const batch = syntheticBatch(Number(size), height * width * channels, plan.classCount);
const step =
  mode === 'train'
    ? async (index: number) => {
        await engine.trainBatch(batch, { step: index });
        // Reading the loss waits for the device; otherwise only the submission of its work would be timed.
        await engine.readMetrics();
      }
    : () => engine.predictBatch(batch.x, batch.size);
const timed = await timeSteps(step, { size: batch.size, seconds: Number(seconds), device: probe.device });
process.stdout.write(`${JSON.stringify(timed)}\n`);
process.exit();
