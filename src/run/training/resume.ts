import { diffPlans } from '../../describe/diff-plans';
import { diffText } from '../../describe/diff-text';
import { imagesPerStep } from './batch-size';
import type { BoundCallback } from './callbacks';
import type { RunIdentity } from './run-state';
import { RunFolderError } from './training-error';

/** The settings that together determine the images of a step. */
const stepParts = ['training.batchSize', 'training.accumulate'];

const remedy = 'use --overwrite to replace that run, or --out to choose another folder';

/**
 * Checks that a saved run can be resumed with the current spec and backend. In the spec, `training.epochs` may have
 * grown. `training.backend` is compared by the backend it selects, and `training.batchSize` with `training.accumulate` by
 * the images per step, so that a run that ran out of memory can continue with smaller batches.
 *
 * @param folder of the saved run, for messages
 * @throws RunFolderError with the difference
 */
export function checkSameRun(saved: RunIdentity, now: RunIdentity, folder: string): void {
  const { changes, text } = changesOf(saved, now, folder);
  if (text !== null) {
    throw new RunFolderError(
      `the run in "${folder}" has a different spec:`,
      `only training.epochs may change, and only increase${
        changes.some(({ path }) => stepParts.includes(path))
          ? ', and training.batchSize and training.accumulate if their product stays the same'
          : ''
      }; ${remedy}`,
      { details: ['', ...text.split('\n'), ''] },
    );
  }
  if (saved.backend !== now.backend) {
    throw new RunFolderError(
      `the run in "${folder}" was trained on backend ${saved.backend}, not ${now.backend}`,
      `use --backend ${saved.backend}; ${remedy}`,
    );
  }
}

/** @throws RunFolderError if the data of a saved run had other classes, or another number of images */
export function checkSameClasses(saved: RunIdentity, now: RunIdentity, folder: string): void {
  const [before, after] = [dataText(saved), dataText(now)];
  if (before !== after) {
    throw new RunFolderError(
      `the data has changed since the run in "${folder}" stopped: ${before} then, ${after} now`,
      `restore the data; or ${remedy}`,
    );
  }
}

/**
 * The settings that may not change but did, and a text on them and on changed blocks; `null` if nothing else changed.
 *
 * @throws RunFolderError if the saved plan cannot be compared: the folder may come from anywhere
 */
function changesOf(saved: RunIdentity, now: RunIdentity, folder: string) {
  const grows = now.plan.training.epochs > saved.plan.training.epochs;
  const sameStep = imagesPerStep(saved.plan) === imagesPerStep(now.plan);
  const mayChange = [
    'training.backend',
    ...(grows ? ['training.epochs'] : []),
    ...(sameStep ? stepParts : []),
  ];
  try {
    const { settings, ...diff } = diffPlans(saved.plan, now.plan);
    const changes = settings.filter(({ path }) => !mayChange.includes(path));
    const same = changes.length === 0 && diff.blocks.length === 0;
    return { changes, text: same ? null : diffText({ ...diff, settings: changes, same }) };
  } catch (cause) {
    throw new RunFolderError(`the saved state of the run in "${folder}" is invalid`, remedy, { cause });
  }
}

/** A warning if a run continues on another device, or with another batch size; otherwise `null`. */
export function changeWarning(saved: RunIdentity, now: RunIdentity): string | null {
  const [before, after] = [saved.plan.training, now.plan.training];
  if (before.batchSize !== after.batchSize) {
    const change = `this run started with a batch size of ${before.batchSize} and continues with ${after.batchSize}`;
    return `${change} (still ${imagesPerStep(now.plan)} images per step), so results differ in the last bits, and batchNorm averages over batches of another size`;
  }
  if (saved.device === now.device) return null;
  return `this run started on ${saved.device} and continues on ${now.device}, so results may differ in the last bits`;
}

function dataText({ images, validationImages, testImages, classes }: RunIdentity): string {
  const sets =
    testImages === 0
      ? `${images} training and ${validationImages} validation`
      : `${images} training, ${validationImages} validation and ${testImages} test`;
  return `${sets} images of the classes ${classes.join(', ')}`;
}

/**
 * A warning if the number of epochs has changed and the learning rate of an epoch depends on it; otherwise `null`.
 *
 * @param trained epochs that have been trained, at least in part
 */
export function scheduleWarning(
  saved: RunIdentity,
  now: RunIdentity,
  callbacks: readonly BoundCallback[],
  trained: number,
): string | null {
  const [before, after] = [saved.plan.training.epochs, now.plan.training.epochs];
  const initial = Math.fround(now.plan.training.optimizer.learningRate);
  for (const { spec, rate } of callbacks) {
    const rates = (epochs: number) =>
      Array.from({ length: before }, (_, epoch) => rate(epoch, { initial, epochs }));
    const [old, current] = [rates(before), rates(after)];
    const differ = old.flatMap((value, epoch) => (value === current[epoch] ? [] : [epoch]));
    const last = differ.findLast((epoch) => epoch < trained);
    const [first] = differ;
    if (first === undefined) continue;
    const changed = `training.epochs has changed from ${before} to ${after}, and ${spec.type} depends on it`;
    const next = short(rate(Math.min(trained, after - 1), { initial, epochs: after }));
    if (last === undefined) {
      return `${changed}: epoch ${first + 1} uses the learning rate ${short(current[first])} instead of ${short(old[first])}`;
    }
    return `${changed}: epoch ${last + 1} was trained with the learning rate ${short(old[last])}, which would be ${short(current[last])} now, and epoch ${trained + 1} continues with ${next}; use --overwrite to train all epochs with one schedule`;
  }
  return null;
}

function short(rate: number | undefined): string {
  return String(Number((rate ?? 0).toPrecision(4)));
}
