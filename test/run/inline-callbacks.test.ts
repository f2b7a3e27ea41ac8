import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildFromSpec, rehearse, validateSpec } from '../../src/hosts/node/library';
import { defineSpec, type SpecInput } from '../../src/language/define-spec';
import { type Callback, defineCallback } from '../../src/run/training/callbacks/callback';
import { folderOf } from '../support/tiny-project';

const data = {
  train: {
    x: [
      [
        [0, 0],
        [0, 0],
      ],
      [
        [255, 255],
        [255, 255],
      ],
    ],
    y: ['dark', 'light'],
  },
};

const withCallbacks = (callbacks: NonNullable<SpecInput['callbacks']>) =>
  defineSpec({
    version: 1,
    name: 'inline',
    input: { shape: [2, 2, 1], rescale: '1/255' },
    classes: ['dark', 'light'],
    blocks: [{ type: 'flatten' }, { type: 'dense', units: 'classes', activation: 'softmax' }],
    training: { epochs: 2, batchSize: 2 },
    callbacks,
  });

async function trained(spec: object, options: { callbacks?: readonly Callback[]; epochs?: number } = {}) {
  const { epochs = 2, callbacks } = options;
  const { train } = await buildFromSpec(spec, { backend: 'cpu', set: { 'training.epochs': epochs } });
  const out = join(folderOf({}), 'run');
  const run = await train({ out, data, ...(callbacks && { callbacks }) });
  const result = await run.result;
  run.engine.dispose();
  return { ...result, out };
}

describe('callbacks as objects', () => {
  it('run in a spec object, after the others, without state, restore or a schema', async () => {
    const seen: string[] = [];
    const logEpochs = defineCallback({
      type: 'logEpochs',
      create: () => ({ onEpochEnd: (epoch, logs) => void seen.push(`kind ${epoch} ${'accuracy' in logs}`) }),
    });
    const spec = withCallbacks([
      { onEpochEnd: (epoch, logs) => void seen.push(`hooks ${epoch} ${'learning_rate' in logs}`) },
      logEpochs,
      { type: 'reduceLROnPlateau', monitor: 'loss' },
    ]);
    await trained(spec);
    expect(seen).toEqual(['hooks 0 true', 'kind 0 true', 'hooks 1 true', 'kind 1 true']);
    expect(await validateSpec(spec)).toEqual(
      await validateSpec(withCallbacks(spec.callbacks?.slice(2) ?? [])),
    );
    expect((await rehearse(spec, [{ loss: 1 }, { loss: 0.5 }])).epochs).toHaveLength(2);
  });

  it('run with train, and stop it', async () => {
    const { history, stopReason } = await trained(withCallbacks([]), {
      callbacks: [{ onEpochEnd: (_, __, control) => control.stop('enough') }],
    });
    expect(history).toHaveLength(1);
    expect(stopReason).toBe('enough');
  });

  it('keep their state on resume, if they have any', async () => {
    const counter = () => {
      let epochs = 0;
      return {
        onEpochEnd: () => void epochs++,
        state: () => ({ epochs }),
        restore: (saved: Record<string, unknown>) => {
          epochs = Number(saved.epochs);
        },
        count: () => epochs,
      };
    };
    const first = { onEpochEnd() {} };
    const { out } = await trained(withCallbacks([]), { callbacks: [first, counter()] });
    const second = counter();
    const { train } = await buildFromSpec(withCallbacks([]), {
      backend: 'cpu',
      set: { 'training.epochs': 3 },
    });
    const run = await train({ out, data, resume: true, callbacks: [first, second] });
    await run.result;
    run.engine.dispose();
    expect(second.count()).toBe(3);
  });

  it.each([
    [
      'a built-in one',
      { type: 'earlyStopping' },
      'callback 0: expected an object with hooks such as onEpochEnd, or a kind from defineCallback, received a mapping with "type"',
      'give built-in callbacks in the section callbacks of the spec',
    ],
    [
      'a kind with a required option',
      defineCallback({
        type: 'budget',
        schema: z.strictObject({ minutes: z.number() }),
        create: () => ({}),
      }),
      'budget: minutes: Invalid input: expected number, received undefined',
      'give its options in the section callbacks of the spec, as { type: budget, … }, and the kind in plugins',
    ],
  ])('refuses %s', async (_, callback, message, hint) => {
    const { train } = await buildFromSpec(withCallbacks([]), { backend: 'cpu' });
    const starting = train({ out: join(folderOf({}), 'run'), data, callbacks: [callback as never] });
    await expect(starting).rejects.toMatchObject({ message, hint });
  });
});
