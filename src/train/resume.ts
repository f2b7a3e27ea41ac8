import { diffPlans } from '../plan/diff-plans';
import { diffText } from '../plan/diff-text';
import { RunFolderError } from './run-folder-error';
import type { RunIdentity } from './run-state';

const remedy = '--overwrite replaces that run, --out chooses another folder';

/**
 * Makes sure that a saved run is the one that is about to go on. Of the spec, `training.epochs` may have grown, and
 * `training.backend` is compared by what it led to.
 *
 * @param folder of the saved run, for messages
 * @throws RunFolderError that shows the difference
 */
export function checkSameRun(saved: RunIdentity, now: RunIdentity, folder: string): void {
  const { settings, ...diff } = diffPlans(saved.plan, now.plan);
  const grows = now.plan.training.epochs > saved.plan.training.epochs;
  const changes = settings.filter(
    ({ path }) => path !== 'training.backend' && !(grows && path === 'training.epochs'),
  );
  if (changes.length > 0 || diff.blocks.length > 0) {
    const shown = diffText({ ...diff, settings: changes, same: false });
    throw new RunFolderError(
      `"${folder}" holds a run of another spec:\n\n${shown}\n`,
      `only training.epochs may change, and only grow; ${remedy}`,
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

/** What to tell about a run that goes on elsewhere than it began; `null` when it does not. */
export function deviceWarning(saved: RunIdentity, now: RunIdentity): string | null {
  if (saved.device === now.device) return null;
  return `the run began on ${saved.device} and goes on on ${now.device}: its last bits may differ`;
}

function dataText({ images, validationImages, classes }: RunIdentity): string {
  return `${images} images and ${validationImages} for validation in the classes ${classes.join(', ')}`;
}
