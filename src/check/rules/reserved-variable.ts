import { diagnose } from '../../base/diagnostics/diagnostic';
import { unknown } from '../../language/model-spec';
import type { Rule } from './rule';

const reserved = /^(epoch|batch|loss|accuracy|acc|topKAccuracy|learning_rate|val_.*)$/;

/** A field of a path template means one thing: no variable is named like a log or a counter. */
export const reservedVariable: Rule = ({ spec: { document, variables } }) =>
  Object.keys(variables === unknown ? {} : variables)
    .filter((name) => reserved.test(name))
    .map((name) =>
      diagnose(document, 'policy/reserved-variable', {
        path: ['variables', name],
        at: 'key',
        message: `a variable may not be named "${name}": paths use that name for a log or a counter`,
        hint: 'choose another name',
      }),
    );
