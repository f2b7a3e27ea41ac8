import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { webgpuInNode } from '../../../../src/hosts/node/backends';
import { buildFromSpec } from '../../../../src/hosts/node/library';
import { tfjsDevice } from '../../../../src/run/backends/webgpu/webgpu-backend';
import type { RunOptions } from '../../../../src/run/training/start-run';
import { useSoftwareGpu } from '../../../support/software-gpu';
import { tinyProject } from '../../../support/tiny-project';
import { whereAvailable } from '../../../support/where-available';
import { oneLayerSpec } from './one-layer';

useSoftwareGpu();

const overrides = { 'training.epochs': 3 };

/** Trains the project, and calls `onEpoch` between epochs. */
async function trainOn(project: string, options: RunOptions, onEpoch: (epoch: number) => void = () => {}) {
  const { train } = await buildFromSpec(join(project, 'spec.yaml'), { backend: 'webgpu', set: overrides });
  const run = await train(options);
  try {
    for await (const event of run) if (event.type === 'epochEnd') onEpoch(event.epoch);
    const { history } = await run.result;
    return { epochs: history.length, weights: (await run.engine.snapshot()).weights };
  } finally {
    run.engine.dispose();
  }
}

/** The logs of a run, without durations. */
function logsOf(out: string): unknown {
  const text = readFileSync(join(out, 'history.json'), 'utf8');
  return JSON.parse(text, (key, value) => (key === 'durationSeconds' ? undefined : value));
}

await whereAvailable(webgpuInNode, () => {
  it('ends the run with an error if the device is lost, and resumes on a new one', async () => {
    const project = await tinyProject({ 'spec.yaml': oneLayerSpec });
    const whole = join(project, 'whole');
    const out = join(project, 'lost');
    const { weights } = await trainOn(project, { out: whole });

    const lost = tfjsDevice('webgpu');
    await expect(trainOn(project, { out }, () => lost?.destroy())).rejects.toMatchObject({
      name: 'TrainingError',
      message: expect.stringMatching(/^training failed in epoch 2 of 3: the GPU device was lost: /),
      hint: expect.stringMatching(/; --resume continues in epoch 2$/),
    });

    const resumed = await trainOn(project, { out, resume: true });
    expect(resumed).toEqual({ epochs: 3, weights });
    expect(tfjsDevice('webgpu')).not.toBe(lost);
    expect(logsOf(out)).toEqual(logsOf(whole));
  });

  it('rejects an engine for a model whose device is lost', async () => {
    const project = await tinyProject({ 'spec.yaml': oneLayerSpec });
    const { train } = await buildFromSpec(join(project, 'spec.yaml'), { backend: 'webgpu' });
    tfjsDevice('webgpu')?.destroy();
    await expect(train({ out: join(project, 'run') })).rejects.toThrow('the GPU device was lost: ');
  });
});
