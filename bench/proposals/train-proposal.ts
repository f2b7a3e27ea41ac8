/**
 * Trains what `convspec init` proposes for a folder of images, and prints its accuracy on test images as a line of JSON:
 * `train-proposal <train folder> <test folder> <work folder> [backend]`.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProject } from '../../src/cli/init/create-project';
import { evaluateModel } from '../../src/hosts/node/evaluate-model';
import { buildFromSpec } from '../../src/hosts/node/library';

const [trainFolder = '', test = '', work = '', backend] = process.argv.slice(2);
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const spec = join(work, 'convspec.yaml');
const { text, summary } = await createProject(
  { folder: trainFolder, out: spec },
  { say: (lines) => process.stderr.write(lines) },
);
writeFileSync(spec, text);
process.stderr.write(summary);

const begin = performance.now();
const { train, plan } = await buildFromSpec(spec, backend === undefined ? {} : { backend });
const run = await train({ out: join(work, 'run') });
for await (const event of run) {
  if (event.type !== 'epochEnd') continue;
  const logs = Object.entries(event.logs).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  process.stderr.write(`epoch ${event.epoch + 1}/${plan.training.epochs}  ${logs.join('  ')}\n`);
}
const { history } = await run.result;
run.engine.dispose();
const seconds = (performance.now() - begin) / 1000;
const { accuracy, backend: used } = await evaluateModel(join(work, 'run'), { data: test, batchSize: 256 });
const { params } = plan.totals;
process.stdout.write(
  `${JSON.stringify({ params, epochs: history.length, seconds, accuracy, backend: used.name })}\n`,
);
process.exit();
