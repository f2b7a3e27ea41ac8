import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Outcome, perform, type Scenario } from './scenario';

const { scenarios } = JSON.parse(
  readFileSync(new URL('../../../reference/callbacks.json', import.meta.url), 'utf8'),
) as { scenarios: readonly Scenario[] };

/** The deliberate differences from Keras: the reasons, and what we do instead. */
const differences: Readonly<
  Record<string, { readonly because: string } & ({ readonly refusal: RegExp } | { readonly ours: object })>
> = {
  'es-bad-mode': {
    because: 'an unknown mode is an error, not a warning',
    refusal: /^earlyStopping: mode: /,
  },
  'es-nan-first': {
    because: 'NaN is never the best',
    ours: { epochs: 6, best: ['null', '0.9', '0.8', '0.7', '0.6', '0.5'], weights: 6, stopped: false },
  },
  'es-nan-always': {
    because: 'NaN is never the best',
    ours: { epochs: 2, best: ['null', 'null'], weights: 2, stopped: true },
  },
  'rlr-nan-first': {
    because: 'NaN is never the best',
    ours: {
      best: ['null', '0.9', '0.8', '0.7', '0.6', '0.5'],
      learningRate: Math.fround(0.01),
    },
  },
  'mc-nan-first': {
    because: 'NaN is never the best',
    ours: { files: ['best-2.h5', 'best-3.h5'], best: ['null', '0.5', '0.4'] },
  },
  'mc-missing-metric': {
    because: 'a missing log never saves',
    ours: { files: [], best: ['null', 'null', 'null'], warnings: 1 },
  },
  'mc-missing-sometimes': {
    because: 'a missing log never saves',
    ours: { files: ['best-1.h5', 'best-5.h5'], best: ['0.5', '0.5', '0.5', '0.5', '0.6'], warnings: 1 },
  },
  'mc-save-freq-best': {
    because: 'Keras crashes at the second check of the first epoch',
    ours: {
      files: ['e1-b2.h5', 'e1-b4.h5', 'e1-b6.h5', 'e2-b6.h5', 'e3-b6.h5'],
      best: [1 / 6, 1 / 7, 1 / 8].map(String),
    },
  },
};

const named = (list: readonly Scenario[]) => list.map((scenario) => [scenario.name, scenario] as const);
const same = scenarios.filter(({ name }) => !Object.hasOwn(differences, name));

describe('callbacks match Keras', () => {
  it('in every scenario except the deliberate differences', () => {
    expect(scenarios).toHaveLength(162);
    expect(same).toHaveLength(162 - Object.keys(differences).length);
  });

  it.each(named(same))('%s', async (_, scenario) => {
    const { construct_error, ...expected } = scenario.expected;
    if (construct_error) {
      await expect(perform(scenario)).rejects.toThrow();
    } else {
      const { outcome } = await perform(scenario);
      expect(outcome).toEqual(comparable(expected));
    }
  });
});

describe('callbacks differ from Keras deliberately', () => {
  it.each(Object.entries(differences))('%s', async (name, difference) => {
    const scenario = scenarios.find((candidate) => candidate.name === name);
    if (!scenario) throw new Error(`no scenario is called ${name}`);
    if ('refusal' in difference) {
      await expect(perform(scenario)).rejects.toThrow(difference.refusal);
      return;
    }
    const { outcome, run } = await perform(scenario);
    const [fit] = outcome.fits;
    expect(fit?.error).toBeNull();
    expect({
      epochs: fit?.epochs.length,
      best: fit?.epochs.map(({ callbacks: [first] }) => String(first?.best)),
      files: Object.keys(outcome.files_at_end),
      weights: fit?.train_end.weights_of_epoch,
      stopped: fit?.train_end.stop_training,
      learningRate: fit?.train_end.learning_rate,
      warnings: run.warnings.length,
    }).toMatchObject(difference.ours);
  });
});

describe('a run interrupted after any epoch and resumed from saved states ends like one that never stopped', () => {
  const runnable = scenarios.filter(({ name, expected }) => {
    const difference = differences[name];
    return !expected.construct_error && !(difference && 'refusal' in difference);
  });
  it.each(named(runnable))('%s', async (_, scenario) => {
    const { outcome: whole } = await perform(scenario);
    const epochs = Math.max(...whole.fits.map((fit) => fit.epochs.length));
    for (let after = 1; after < epochs; after++) {
      const { outcome } = await perform(scenario, after);
      expect(outcome).toEqual(whole);
    }
  });
});

/** What Keras did, without its error messages. */
function comparable({ fits, files_at_end }: Outcome): Outcome {
  return {
    fits: fits.map((fit) => ({
      ...fit,
      error: fit.error && { where: fit.error.where, epoch: fit.error.epoch },
    })),
    files_at_end,
  };
}
