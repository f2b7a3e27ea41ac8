import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildFromSpec } from '../../../src/hosts/node/library';
import { openRunFolder } from '../../../src/hosts/node/run-folder';
import { temporaryFolder } from '../../support/temporary-folder';
import { tinyProject } from '../../support/tiny-project';

it('a saved model has the final learning rate of the run', async () => {
  const project = await tinyProject();
  const { train } = await buildFromSpec(join(project, 'spec.yaml'), {
    backend: 'cpu',
    set: {
      callbacks: [{ type: 'reduceLROnPlateau', monitor: 'loss', factor: 0.5, patience: 1, minDelta: 1000 }],
      'training.epochs': 3,
    },
  });
  const run = await train({ out: join(project, 'run') });
  const { learningRate } = await run.result;
  const { File, ready } = await import('h5wasm/node');
  await ready;
  const file = new File(join(project, 'run/model.h5'), 'r');
  const config = JSON.parse(String(file.attrs.training_config?.value));
  file.close();
  expect(learningRate).toBeLessThan(run.engine.learningRate * 2);
  expect(config.optimizer_config.config.learning_rate).toBe(learningRate);
  run.engine.dispose();
});

it('another file in an old run folder is not overwritten', async () => {
  const out = join(temporaryFolder(), 'run');
  await openRunFolder(out, { overwrite: false });
  const { writeFileSync, readFileSync } = await import('node:fs');
  writeFileSync(join(out, 'best.h5'), 'mine');
  const folder = await openRunFolder(out, { overwrite: true });
  await expect(folder.writeText('best.h5', 'theirs')).rejects.toThrow(
    'already exists and does not belong to this run',
  );
  expect(readFileSync(join(out, 'best.h5'), 'utf8')).toBe('mine');
});

it('a file system that allows no folders is rejected without hanging', async () => {
  await expect(openRunFolder('/proc/convspec/run', { overwrite: false })).rejects.toThrow(
    'cannot write to "/proc/convspec/run"',
  );
});
