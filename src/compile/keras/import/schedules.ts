import type { KerasConfig } from '../../../layers/keras/keras-object';
import { isConfig } from '../../../layers/keras/keras-object';
import { Options, shown, UnsupportedError } from '../../../layers/keras/options';

/** A learning rate by training step. */
interface KerasSchedule {
  /** The optimizer's learning rate in the spec. */
  readonly learningRate: number;
  /** The learning rate of a step, counted from 0. */
  rate(step: number): number;
  /** The schedule of a spec if an epoch has `perEpoch` steps; `null` if it can only be sampled. */
  express?(perEpoch: number): Written | null;
  /** The schedule of a spec without that number; by default there is none. */
  readonly always?: Written;
  /** The step after which the rate is constant (default: never). */
  readonly end?: number;
}

type Written = Readonly<Record<string, unknown>>;

/** What a learning rate becomes: a number, and the schedule of a callback `learningRateScheduler`. */
export interface ImportedRate {
  readonly learningRate: number;
  readonly schedule?: Written;
}

/** Number of epochs of which a schedule is sampled if specs have no such schedule and it never ends. */
const sampledEpochs = 100;

/** Restarts of `CosineDecayRestarts` that are computed: with `t_mul` below 1 there are infinitely many. */
const mostRestarts = 10_000;

/** A learning rate of 0 is not allowed in specs; this one changes no float32 weight either. */
const least = 1e-12;

const classes: Readonly<Record<string, (options: Options) => KerasSchedule>> = {
  ExponentialDecay(options) {
    const [initial, steps, factor] = [
      options.number('initial_learning_rate'),
      positive(options, 'decay_steps'),
      positive(options, 'decay_rate'),
    ];
    const staircase = options.boolean('staircase', false);
    return {
      learningRate: initial,
      rate: (step) => initial * factor ** (staircase ? Math.floor(step / steps) : step / steps),
      express(perEpoch) {
        const every = steps / perEpoch;
        if (Number.isInteger(every)) return { type: staircase ? 'step' : 'exponential', factor, every };
        return staircase ? null : { type: 'exponential', factor: factor ** (1 / every) };
      },
    };
  },

  CosineDecay(options) {
    const [initial, steps, alpha] = [
      options.number('initial_learning_rate'),
      positive(options, 'decay_steps'),
      options.number('alpha', 0),
    ];
    const target = options.take('warmup_target');
    const warmUp = options.number('warmup_steps', 0);
    if (target !== null && typeof target !== 'number')
      throw new UnsupportedError(`its option "warmup_target" is ${shown(target)}`);
    const top = target ?? initial;
    const start = target === null ? 0 : warmUp;
    const lowest = alpha === 0 ? {} : { minLearningRate: Number((alpha * top).toPrecision(12)) };
    return {
      learningRate: top,
      rate(step) {
        if (step < start) return initial + ((top - initial) * step) / start;
        const done = Math.min(step - start, steps) / steps;
        return top * ((1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * done)) + alpha);
      },
      express(perEpoch) {
        const [decayEpochs, warmUpEpochs] = [steps / perEpoch, start / perEpoch];
        if (!Number.isInteger(decayEpochs) || !Number.isInteger(warmUpEpochs)) return null;
        const rise = warmUpEpochs > 0 ? { warmUpEpochs, warmUpFrom: initial } : {};
        return { type: 'cosine', ...rise, decayEpochs, ...lowest };
      },
      ...(start === 0 ? { always: { type: 'cosine', ...lowest } } : {}),
      end: start + steps,
    };
  },

  CosineDecayRestarts(options) {
    const [initial, first, growth, shrink, alpha] = [
      options.number('initial_learning_rate'),
      positive(options, 'first_decay_steps'),
      options.number('t_mul', 2),
      options.number('m_mul', 1),
      options.number('alpha', 0),
    ];
    return {
      learningRate: initial,
      rate(step) {
        let [from, length, top] = [0, first, 1];
        for (let restarts = 0; step >= from + length && restarts < mostRestarts; restarts++) {
          from += length;
          length *= growth;
          top *= shrink;
        }
        const cosine = 0.5 * top * (1 + Math.cos((Math.PI * (step - from)) / length));
        return initial * ((1 - alpha) * cosine + alpha);
      },
    };
  },

  PiecewiseConstantDecay(options) {
    const [boundaries, values] = [numbers(options, 'boundaries'), numbers(options, 'values')];
    const [learningRate = 0] = values;
    const rate = (step: number) =>
      values[boundaries.filter((boundary) => step > boundary).length] ?? learningRate;
    return { learningRate, rate, end: Math.max(0, ...boundaries) + 1 };
  },

  PolynomialDecay(options) {
    const [initial, steps, last, power] = [
      options.number('initial_learning_rate'),
      positive(options, 'decay_steps'),
      options.number('end_learning_rate', 1e-4),
      options.number('power', 1),
    ];
    const cycle = options.boolean('cycle', false);
    return {
      learningRate: initial,
      rate(step) {
        const span = cycle ? steps * Math.max(1, Math.ceil(step / steps)) : steps;
        const done = cycle ? step / span : Math.min(step, steps) / steps;
        return (initial - last) * (1 - done) ** power + last;
      },
      ...(cycle ? {} : { end: steps }),
    };
  },

  InverseTimeDecay(options) {
    const [initial, steps, decay] = [
      options.number('initial_learning_rate'),
      positive(options, 'decay_steps'),
      positive(options, 'decay_rate'),
    ];
    const staircase = options.boolean('staircase', false);
    return {
      learningRate: initial,
      rate: (step) => initial / (1 + decay * (staircase ? Math.floor(step / steps) : step / steps)),
    };
  },
};

/**
 * Reads a learning-rate schedule of Keras. Its rates depend on the step, those of specs on the epoch, so it can be
 * expressed if the number of steps per epoch is known: exactly at the start of every epoch.
 *
 * @param perEpoch steps per epoch, if known
 * @param note receives what the spec does differently
 * @throws UnsupportedError for schedules that Keras does not have
 */
export function importSchedule(
  value: KerasConfig,
  perEpoch: number | undefined,
  note: (text: string) => void,
): ImportedRate {
  const className = String(value.class_name);
  const read = Object.hasOwn(classes, className) ? classes[className] : undefined;
  if (!read || !isConfig(value.config))
    throw new UnsupportedError(`its learning rate is the schedule ${shown(className)}`);
  const options = new Options(value.config);
  const { name: _name, ...shownOptions } = value.config;
  const schedule = read(options);
  options.finish();
  const learningRate = Math.max(schedule.learningRate, least);
  const text = `the learning-rate schedule "${className}" (${Object.entries(shownOptions)
    .map(([key, option]) => `${key}: ${shown(option)}`)
    .join(', ')})`;
  if (perEpoch !== undefined) {
    const written = schedule.express?.(perEpoch) ?? sampled(schedule, perEpoch);
    note(`${text} becomes a learningRateScheduler: its rates at the start of epochs of ${perEpoch} steps`);
    return { learningRate, schedule: written };
  }
  const what = `${text} counts steps, and the number of steps per epoch is not in the file`;
  const advice = 'import again with --steps-per-epoch to convert it exactly';
  if (schedule.always) {
    note(`${what}: the spec spreads it over all epochs; ${advice}`);
    return { learningRate, schedule: schedule.always };
  }
  note(`${what}: the spec keeps the learning rate at ${learningRate}; ${advice}`);
  return { learningRate };
}

/** The rates at the start of each epoch as a list, until they are constant. */
function sampled({ rate, end }: KerasSchedule, perEpoch: number): Written {
  const epochs = Math.min(
    end === undefined ? sampledEpochs : Math.ceil(end / perEpoch) + 1,
    10 * sampledEpochs,
  );
  const learningRates: number[] = [];
  const after: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const value = Math.max(Number(rate(epoch * perEpoch).toPrecision(9)), least);
    if (value === learningRates.at(-1)) continue;
    learningRates.push(value);
    if (epoch > 0) after.push(epoch);
  }
  return { type: 'piecewise', learningRates, after };
}

function numbers(options: Options, key: string): readonly number[] {
  const value = options.take(key);
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value as number[];
  throw new UnsupportedError(`its option "${key}" is ${shown(value)}`);
}

function positive(options: Options, key: string): number {
  const value = options.number(key);
  if (value > 0) return value;
  throw new UnsupportedError(`its option "${key}" is ${value}, expected a positive number`);
}
