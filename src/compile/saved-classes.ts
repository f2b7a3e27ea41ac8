import { UserError } from '../base/diagnostics/user-error';
import type { ModelPlan } from '../check/model-plan';
import type { SavedModel } from './model-content';
import { classesAttribute } from './model-content';

/** What to do about a file that lacks what convspec writes into it. */
export const resave = 'use a model that convspec saved, as it saved it';

/**
 * The names of a saved model's classes in the order of its outputs: those of the file, otherwise the plan's; `null` where
 * neither says them.
 *
 * @throws UserError when the file's are not names, or not as many as the plan has classes
 */
export function savedClasses(
  saved: Pick<SavedModel, 'path' | 'attributes'>,
  plan: Pick<ModelPlan, 'classNames' | 'classCount'>,
): readonly string[] | null {
  const json = saved.attributes[classesAttribute];
  if (json === undefined) return plan.classNames;
  const classes = parsed(json);
  if (
    Array.isArray(classes) &&
    classes.length === plan.classCount &&
    classes.every((name) => typeof name === 'string')
  ) {
    return classes;
  }
  throw unnamedClasses(saved, plan);
}

export function unnamedClasses(
  { path }: Pick<SavedModel, 'path'>,
  { classCount }: Pick<ModelPlan, 'classCount'>,
): UserError {
  return new UserError(`"${path}": it does not say the names of its ${classCount} classes`, resave);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
