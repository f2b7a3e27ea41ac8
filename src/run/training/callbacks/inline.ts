import { UserError } from '../../../base/diagnostics/user-error';
import { type Callback, type InlineCallback, isInlineCallback } from '../../../language/inline-callbacks';
import { describe } from '../../../language/report-issues';

/**
 * Creates the callbacks that a program passed as objects, in order.
 *
 * @throws UserError if one has no hooks, or is a kind with an option that has no default
 */
export function createInlineCallbacks(
  given: readonly InlineCallback[],
  variables: Readonly<Record<string, string>>,
): readonly Callback[] {
  return given.map((callback: unknown, i) => {
    if (!isInlineCallback(callback)) {
      throw new UserError(
        `callback ${i}: expected an object with hooks such as onEpochEnd, or a kind from defineCallback, received ${describe(callback)}`,
        'give built-in callbacks in the section callbacks of the spec',
      );
    }
    if (!('create' in callback)) return callback;
    const { type, schema } = callback;
    const { data, error } = schema.safeParse({});
    if (data) return callback.create(data, variables);
    const [issue] = error.issues;
    throw new UserError(
      `${type}: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`,
      `give its options in the section callbacks of the spec, as { type: ${type}, … }, and the kind in plugins`,
    );
  });
}
