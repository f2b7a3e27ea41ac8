import { type ModelSpec, unknown } from '../../language/model-spec';

/** The logs that an epoch will have. */
export interface LogNames {
  readonly training: readonly string[];
  readonly validation: readonly string[];
  /** Whether there is validation data. Without a data section it may come by the API. */
  readonly validated: boolean;
}

/** The logs of an epoch; `null` while they cannot be known. */
export function logNames({ training, data }: ModelSpec): LogNames | null {
  if (training === unknown || data === unknown) return null;
  const names = ['loss', ...new Set(training.metrics)];
  return {
    training: names,
    validation: names.map((name) => `val_${name}`),
    validated: data === null || data.validation !== undefined,
  };
}

/** Those of them that callbacks will meet. */
export function availableLogs({ training, validation, validated }: LogNames): readonly string[] {
  return validated ? [...training, ...validation] : training;
}

/** What a log is called here that other tools shorten: `val_acc` is `val_accuracy`. */
export function fullLogName(name: string): string {
  return name.replace(/acc$/, 'accuracy');
}
