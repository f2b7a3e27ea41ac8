import type { KerasConfig } from '../../../layers/keras/keras-object';
import { isConfig } from '../../../layers/keras/keras-object';
import type { Options } from '../../../layers/keras/options';
import { type ImportedRate, importSchedule } from './schedules';

/** An optimizer in a spec, and the schedule of its learning rate, if it has one. */
interface ImportedOptimizer {
  readonly written: Readonly<Record<string, unknown>>;
  readonly schedule: ImportedRate['schedule'];
  /** Batches whose gradients are combined in one update. */
  readonly accumulate: number | undefined;
}

/** @param perEpoch steps per epoch, if known */
type ReadOptimizer = (options: Options, perEpoch: number | undefined) => ImportedOptimizer;

const adam =
  (difference?: string): ReadOptimizer =>
  (options, perEpoch) => {
    if (difference !== undefined) options.note(`replaced by adam, ${difference}`);
    return optimizer('adam', options, rate(options, 0.001, perEpoch), {
      ...unless(0.9, { beta1: options.number('beta_1', 0.9) }),
      ...unless(0.999, { beta2: options.number('beta_2', 0.999) }),
      ...unless(1e-7, { epsilon: options.number('epsilon', 1e-7) }),
    });
  };

/** By class in lower case. */
export const optimizers: Readonly<Record<string, ReadOptimizer>> = {
  sgd: (options, perEpoch) =>
    optimizer('sgd', options, rate(options, 0.01, perEpoch), {
      ...unless(0, { momentum: shortest(options.number('momentum', 0)) }),
      ...unless(false, { nesterov: options.boolean('nesterov', false) }),
    }),
  adam: adam(),
  adamw: adam('without weight decay'),
  nadam: adam('without Nesterov momentum'),
  rmsprop: (options, perEpoch) =>
    optimizer('rmsprop', options, rate(options, 0.001, perEpoch), {
      ...unless(0.9, { rho: options.number('rho', 0.9) }),
      ...unless(0, { momentum: options.number('momentum', 0) }),
      ...unless(1e-7, { epsilon: options.number('epsilon', 1e-7) }),
    }),
};

function optimizer(
  type: string,
  options: Options,
  { learningRate, schedule }: ImportedRate,
  others: Readonly<Record<string, unknown>>,
): ImportedOptimizer {
  for (const key of [
    'ema_momentum',
    'ema_overwrite_frequency',
    'jit_compile',
    'is_legacy_optimizer',
    'loss_scale_factor',
  ])
    options.take(key);
  const accumulate = options.take('gradient_accumulation_steps');
  return {
    written: { type, learningRate, ...others },
    schedule,
    accumulate: typeof accumulate === 'number' && accumulate > 1 ? accumulate : undefined,
  };
}

/**
 * The learning rate: a number, called `lr` by Keras before 2.3, or a schedule. Keras 2's `decay` divides it by
 * `1 + decay · step`.
 */
function rate(options: Options, fallback: number, perEpoch: number | undefined): ImportedRate {
  const former = options.take('lr');
  const value = options.take('learning_rate', former);
  const decay = options.take('decay');
  if (isConfig(value)) return importSchedule(value, perEpoch, (text) => options.note(text));
  const learningRate =
    value === null ? fallback : shortest(options.number(former === value ? 'lr' : 'learning_rate'));
  if (typeof decay !== 'number' || decay === 0) return { learningRate };
  const schedule: KerasConfig = {
    class_name: 'InverseTimeDecay',
    config: { initial_learning_rate: learningRate, decay_steps: 1, decay_rate: decay },
  };
  return importSchedule(schedule, perEpoch, (text) => options.note(`decay: ${decay} is ${text}`));
}

/** Keras stores learning rates as float32. Returns the shortest decimal with the same float32 value. */
function shortest(value: number): number {
  const stored = Math.fround(value);
  if (Math.abs(stored - value) > 2 ** -52 * Math.abs(value)) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === stored) return short;
  }
  return value;
}

function unless(fallback: unknown, option: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(option).filter(([, value]) => value !== fallback));
}
