import { checkSpec } from '../check-spec';
import { SpecError } from '../diagnostics/spec-error';
import { readSource, type SpecSource } from '../source/read-source';
import { applyOverrides, type Overrides } from '../spec/overrides';
import { type Plugin, vocabularyWith } from '../vocabulary';
import type { Rehearsal } from './rehearsal';

export interface RehearseOptions {
  /** Values over what the spec says: `{ 'callbacks.earlyStopping.patience': 3 }`. */
  readonly set?: Overrides;
  readonly plugins?: readonly Plugin[];
  /** Training steps in one epoch, for callbacks that count them. */
  readonly batchesPerEpoch?: number;
}

/**
 * Plays a spec's callbacks over the logs of an earlier run, or over invented ones: what the learning rate does, what is
 * saved, when and why training stops. The loop and the callbacks are those of training; no model is made, nothing is
 * written.
 *
 * @param logs one object per epoch, or the path of a file: CSV or JSON, see `readLogs`
 * @throws SpecError when the spec has errors; UserError when something cannot be read, or the logs lack a column that
 * a callback needs
 * @example
 * const { stoppedEpoch, reason } = await rehearse('net.yaml', 'runs/net/history.csv', {
 *   set: { 'callbacks.earlyStopping.patience': 3 },
 * });
 */
export async function rehearse(
  source: SpecSource,
  logs: string | URL | readonly Readonly<Record<string, number>>[],
  options: RehearseOptions = {},
): Promise<Rehearsal> {
  const { file } = await readSource(source);
  const vocabulary = vocabularyWith(options.plugins);
  const { diagnostics, plan } = checkSpec(file, vocabulary, (document) =>
    applyOverrides(document, options.set ?? {}),
  );
  if (!plan) throw new SpecError(diagnostics);
  const { givenLogs } = await import('./read-logs');
  const { rehearsePlan } = await import('./rehearse-plan');
  const recorded =
    typeof logs === 'string' || logs instanceof URL
      ? await (await import('./read-log-file')).readLogFile(logs)
      : givenLogs(logs);
  const { batchesPerEpoch } = options;
  return rehearsePlan(plan, recorded, { callbacks: vocabulary.callbacks, batchesPerEpoch });
}
