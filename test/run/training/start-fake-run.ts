import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRunFolder } from '../../../src/hosts/node/run-folder';
import type { CallbackSpec } from '../../../src/language/callbacks';
import { createCallbacks } from '../../../src/run/training/callbacks';
import { train } from '../../../src/run/training/train';
import type { TrainOptions } from '../../../src/run/training/train-options';
import { temporaryFolder } from '../../support/temporary-folder';
import { type FakeEngine, fakeClock, fakeData, fakeEngine, fakePlan } from './fakes';

export interface FakeRunChoice extends Partial<TrainOptions> {
  readonly specs?: readonly CallbackSpec[];
  readonly epochs?: number;
  readonly tick?: number;
}

/** A run of 3 epochs over 5 images in batches of 2, saving the bias of the fake engine as a model. */
export async function startFakeRun(choice: FakeRunChoice = {}) {
  const { specs = [], epochs = 3, tick = 0.01, ...rest } = choice;
  const path = join(temporaryFolder(), 'run');
  const runFolder = await openRunFolder(path, { overwrite: false });
  const engine = fakeEngine();
  const run = train({
    plan: fakePlan({ epochs }),
    engine,
    train: fakeData(5),
    validation: null,
    callbacks: createCallbacks(specs, {}),
    runFolder,
    saveModel: modelWriter(engine),
    modelConfig: () => '{}',
    specText: 'version: 1\n',
    clock: fakeClock(tick),
    elapsed: fakeClock(tick),
    ...rest,
  });
  return { path, engine, run, read: (name: string) => readFileSync(join(path, name), 'utf8') };
}

/** Saves the bias of the fake engine as text. */
export function modelWriter(engine: FakeEngine) {
  return async (path: string) => writeFileSync(path, String((await engine.readWeight(1))[0]));
}
