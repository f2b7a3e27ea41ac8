import { UserError } from '../base/diagnostics/user-error';
import type { ModelPlan } from '../check/model-plan';
import { classNameOf } from '../language/class-names';
import type { SavedModel } from './model-content';
import { classesAttribute } from './model-content';

/** The hint for a file that lacks what convspec writes to model files. */
export const resave = 'use an unmodified model file that convspec saved';

/**
 * The class names of a saved model in the order of its outputs: those in the file, otherwise the plan's; `null` if
 * neither has any.
 *
 * @throws UserError if those in the file are not names, or not as many as the plan has classes
 */
export function savedClasses(
  saved: Pick<SavedModel, 'path' | 'attributes'>,
  plan: Pick<ModelPlan, 'classNames' | 'classCount'>,
): readonly string[] | null {
  if (saved.attributes[classesAttribute] === undefined) return plan.classNames;
  const classes = classesIn(saved);
  if (classes?.length === plan.classCount) return classes;
  throw unnamedClasses(saved, plan);
}

/** The class names in a saved model in the order of its outputs; `null` if it has none. */
export function classesIn({ attributes }: Pick<SavedModel, 'attributes'>): readonly string[] | null {
  const classes = parsed(attributes[classesAttribute] ?? '');
  return Array.isArray(classes) && classes.every((name) => typeof name === 'string')
    ? classes.map(classNameOf)
    : null;
}

export function unnamedClasses(
  { path }: Pick<SavedModel, 'path'>,
  { classCount }: Pick<ModelPlan, 'classCount'>,
): UserError {
  return new UserError(`"${path}": it has no valid names for its ${classCount} classes`, resave);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
