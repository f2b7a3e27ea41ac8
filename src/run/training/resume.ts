import { diffPlans } from '../../describe/diff-plans';
import { diffText } from '../../describe/diff-text';
import { imagesPerStep } from './batch-size';
import type { RunIdentity } from './run-state';
import { RunFolderError } from './training-error';

/** The settings that together determine the images of a step. */
const stepParts = ['training.batchSize', 'training.accumulate'];

const remedy = 'use --overwrite to replace that run, or --out to choose another folder';

/**
 * Checks that a saved run can be resumed with the current spec, backend and data. In the spec, `training.epochs` may have
 * grown. `training.backend` is compared by the backend it selects, and `training.batchSize` with `training.accumulate` by
 * the images per step, so that a run that ran out of memory can continue with smaller batches.
 *
 * @param folder of the saved run, for messages
 * @throws RunFolderError with the difference
 */
export function checkSameRun(saved: RunIdentity, now: RunIdentity, folder: string): void {
  const { settings, ...diff } = diffPlans(saved.plan, now.plan);
  const grows = now.plan.training.epochs > saved.plan.training.epochs;
  const sameStep = imagesPerStep(saved.plan) === imagesPerStep(now.plan);
  const mayChange = [
    'training.backend',
    ...(grows ? ['training.epochs'] : []),
    ...(sameStep ? stepParts : []),
  ];
  const changes = settings.filter(({ path }) => !mayChange.includes(path));
  if (changes.length > 0 || diff.blocks.length > 0) {
    const shown = diffText({ ...diff, settings: changes, same: false });
    throw new RunFolderError(
      `the run in "${folder}" has a different spec:`,
      `only training.epochs may change, and only increase${
        changes.some(({ path }) => stepParts.includes(path))
          ? ', and training.batchSize and training.accumulate if their product stays the same'
          : ''
      }; ${remedy}`,
      { details: ['', ...shown.split('\n'), ''] },
    );
  }
  if (saved.backend !== now.backend) {
    throw new RunFolderError(
      `the run in "${folder}" was trained on backend ${saved.backend}, not ${now.backend}`,
      `use --backend ${saved.backend}; ${remedy}`,
    );
  }
  const [before, after] = [dataText(saved), dataText(now)];
  if (before !== after) {
    throw new RunFolderError(
      `the data has changed since the run in "${folder}" stopped: ${before} then, ${after} now`,
      `restore the data; or ${remedy}`,
    );
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

function dataText({ images, validationImages, classes }: RunIdentity): string {
  return `${images} training and ${validationImages} validation images of the classes ${classes.join(', ')}`;
}
