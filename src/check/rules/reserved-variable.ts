import { unknown } from '../../language/model-spec';
import { defineRule } from './rule';

const reserved = /^(epoch|batch|loss|accuracy|acc|topKAccuracy|learning_rate|val_.*)$/;

export const reservedVariable = defineRule({
  code: 'policy/reserved-variable',
  severity: 'error',
  law: 'A variable does not have the name of a log or a counter.',
  why: 'In a path, `{epoch}` or `{val_loss}` stands for the current value. A variable of that name would be ambiguous.',
  howToFix: 'Rename the variable.',

  check: ({ spec: { variables } }) =>
    Object.keys(variables === unknown ? {} : variables)
      .filter((name) => reserved.test(name))
      .map((name) => ({
        path: ['variables', name],
        at: 'key',
        message: `the variable name "${name}" is reserved: in paths, it refers to a log or a counter`,
        hint: 'choose another name',
      })),
});
