import { type ModelSpec, unknown } from '../../language/model-spec';

/** The names of the logs of an epoch. */
export interface LogNames {
  readonly training: readonly string[];
  readonly validation: readonly string[];
  /** Whether there is validation data. Without a `data` section, it may be passed through the API. */
  readonly validated: boolean;
}

/** Returns the names of the logs of an epoch; `null` if they are unknown. */
export function logNames({ training, data }: ModelSpec): LogNames | null {
  if (training === unknown || data === unknown) return null;
  const names = ['loss', ...new Set(training.metrics)];
  return {
    training: names,
    validation: names.map((name) => `val_${name}`),
    validated: data === null || data.validation !== undefined,
  };
}

/** Returns the logs that callbacks receive. */
export function availableLogs({ training, validation, validated }: LogNames): readonly string[] {
  return validated ? [...training, ...validation] : training;
}

/** Expands a log name that other tools abbreviate: `val_acc` becomes `val_accuracy`. */
export function fullLogName(name: string): string {
  return name.replace(/acc$/, 'accuracy');
}
