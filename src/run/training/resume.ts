import { diffPlans } from '../../describe/diff-plans';
import { diffText } from '../../describe/diff-text';
import { imagesPerStep } from './batch-size';
import type { RunIdentity } from './run-state';
import { RunFolderError } from './training-error';

/** What makes a step together. */
const stepParts = ['training.batchSize', 'training.accumulate'];

const remedy = '--overwrite replaces that run, --out chooses another folder';

/**
 * Makes sure that a saved run is the one that is about to go on. Of the spec, `training.epochs` may have grown,
 * `training.backend` is compared by what it led to, and `training.batchSize` with `training.accumulate` by the images of
 * a step: a run that found no memory goes on in smaller parts.
 *
 * @param folder of the saved run, for messages
 * @throws RunFolderError that shows the difference
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
      `"${folder}" holds a run of another spec:\n\n${shown}\n`,
      `only training.epochs may change, and only grow${
        changes.some(({ path }) => stepParts.includes(path))
          ? ', and training.batchSize with training.accumulate where their product stays the same'
          : ''
      }; ${remedy}`,
    );
  }
  if (saved.backend !== now.backend) {
    throw new RunFolderError(
      `the run in "${folder}" was trained on the backend ${saved.backend}, not on ${now.backend}`,
      `use --backend ${saved.backend}; ${remedy}`,
    );
  }
  const [before, after] = [dataText(saved), dataText(now)];
  if (before !== after) {
    throw new RunFolderError(
      `the data has changed since the run in "${folder}" stopped: ${before} then, ${after} now`,
      `bring the data back; ${remedy}`,
    );
  }
}

/** What to tell about a run that goes on elsewhere than it began, or with its steps in other parts; `null` when it does not. */
export function changeWarning(saved: RunIdentity, now: RunIdentity): string | null {
  const [before, after] = [saved.plan.training, now.plan.training];
  if (before.batchSize !== after.batchSize) {
    const was = `the run began with batches of ${before.batchSize} and goes on with ${after.batchSize}`;
    return `${was}, ${imagesPerStep(now.plan)} images to a step as before: its last bits differ, and batchNorm takes its means over fewer or more images`;
  }
  if (saved.device === now.device) return null;
  return `the run began on ${saved.device} and goes on on ${now.device}: its last bits may differ`;
}

function dataText({ images, validationImages, classes }: RunIdentity): string {
  return `${images} images and ${validationImages} for validation in the classes ${classes.join(', ')}`;
}
