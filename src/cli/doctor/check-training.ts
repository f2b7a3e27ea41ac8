import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../base/diagnostics/user-error';
import { randomStream, uniform } from '../../base/random/stream';
import { buildFromSpec } from '../../hosts/node/library';
import { BackendNameError } from '../../run/backends/backend-error';
import type { Plugin } from '../../run/plugin';
import { type Finding, ok, problem } from './finding';

const side = 16;
const perClass = 32;

const spec = `version: 1
name: doctor
input: { shape: [${side}, ${side}, 3], rescale: 1/255 }
classes: 2
blocks:
  - { type: conv, filters: 8, kernel: 3, padding: same, batchNorm: { momentum: 0.5 }, activation: relu, pool: 2 }
  - { type: globalAveragePool }
  - { type: dense, units: classes, activation: softmax }
training: { optimizer: { type: adam, learningRate: 0.02 }, epochs: 2, batchSize: 8 }
`;

/**
 * Trains two epochs on dark and light noise, and checks that the loss decreases.
 *
 * @param backend a name, several in order of preference, or `auto`
 * @throws BackendNameError if no backend has that name
 */
export async function checkTraining(
  backend: string | readonly string[],
  plugins: readonly Plugin[] = [],
): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'convspec-doctor-'));
  try {
    const built = await buildFromSpec({ yaml: spec, name: 'doctor.yaml' }, { backend, plugins });
    const begun = performance.now();
    const run = await built.train({ out: join(folder, 'run'), data: { train: noise() } });
    const { history } = await run.result;
    run.engine.dispose();
    built.model.dispose();
    const losses = history.map(({ logs }) => logs.loss ?? Number.NaN);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    return trainingFinding(built.backend.name, losses, `${seconds} s`);
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof BackendNameError) throw error;
    return problem('training', error.message, error.hint ?? 'see convspec backends');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param losses one per epoch */
export function trainingFinding(backend: string, losses: readonly number[], took: string): Finding {
  const shown = losses.map((loss) => loss.toFixed(3)).join(' → ');
  const [first = Number.NaN, last = Number.NaN] = [losses[0], losses.at(-1)];
  if (last < first) return ok('training', `two epochs on ${backend} in ${took}: loss ${shown}`);
  return problem(
    'training',
    `the loss does not decrease on ${backend}: ${shown}`,
    `train with another --backend, and report this as a bug: the results of this backend are wrong`,
  );
}

/** Images of two classes, dark and light, which every network can separate. */
function noise() {
  const stream = randomStream(1, 'doctor');
  const count = 2 * perClass;
  const x = Uint8Array.from({ length: count * side * side * 3 }, (_, i) => {
    const light = Math.floor(i / (side * side * 3)) % 2;
    return 120 * light + 130 * uniform(stream);
  });
  return { x, y: Int32Array.from({ length: count }, (_, i) => i % 2) };
}
