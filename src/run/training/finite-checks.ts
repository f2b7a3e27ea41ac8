import { allFinite } from '../../base/values';
import type { WeightInfo } from '../backends/engine';
import type { Logs } from './callbacks/callback';

type Checked = 'loss' | 'weights' | 'val_loss';

/** Warns about values that are not finite: about each kind once, and about nothing more once the loss is among them. */
export class FiniteChecks {
  private readonly reported = new Set<Checked>();

  constructor(private readonly warn: (text: string) => void) {}

  /** @param batches trained in that epoch (counted from 0) so far */
  loss({ loss = 0 }: Logs, epoch: number, batches: number): void {
    if (Number.isFinite(loss)) return;
    this.report(
      'loss',
      `the loss is ${loss} at batch ${batches} of epoch ${epoch + 1}: the weights are no longer usable; lower the learning rate, or add the callback terminateOnNaN to stop such a run`,
    );
  }

  validation({ val_loss = 0 }: Logs, epoch: number): void {
    if (Number.isFinite(val_loss)) return;
    this.report(
      'val_loss',
      `val_loss is ${val_loss} in epoch ${epoch + 1}, although the loss is finite: a validation image has values that are not finite or too large, or the weights are no longer usable`,
    );
  }

  /** Some backends compute relu(NaN) as 0, so that the loss stays finite when the weights do not. */
  weights(values: readonly Float32Array[], infos: readonly WeightInfo[], epoch: number): void {
    const index = values.findIndex((each) => !allFinite(each));
    if (index === -1) return;
    this.report(
      'weights',
      `the weights of "${infos[index]?.path}" are not finite in epoch ${epoch + 1}, although the loss is: they are no longer usable; check the images, lower the learning rate, or add the callback terminateOnNaN to stop such a run`,
    );
  }

  private report(what: Checked, text: string): void {
    if (this.reported.has(what) || this.reported.has('loss')) return;
    this.reported.add(what);
    this.warn(text);
  }
}
