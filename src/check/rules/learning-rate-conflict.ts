import { defineRule } from './rule';

export const learningRateConflict = defineRule({
  code: 'policy/learning-rate-conflict',
  severity: 'warning',
  law: 'Only one callback controls the learning rate.',
  why: 'A schedule sets the rate at the start of every epoch and overwrites any change by another callback. Two callbacks that monitor the same log both lower the rate on the same plateau.',
  howToFix: 'Keep one of them.',
  ignoreWhen:
    'You want two `reduceLROnPlateau` to lower the rate on the same plateau, for example slightly after 3 epochs and strongly after 10. Do not ignore it if one of the two is a schedule, because the other then has no effect.',

  check: ({ spec: { callbacks } }) => {
    const setters = callbacks.filter(({ kind }) => kind.setsLearningRate !== undefined);
    return setters.flatMap(({ kind, spec, path }, i) => {
      const other = setters
        .slice(0, i)
        .find(
          (before) =>
            kind.setsLearningRate === 'everyEpoch' ||
            before.kind.setsLearningRate === 'everyEpoch' ||
            (before.spec.monitor === spec.monitor && before.spec.type === spec.type),
        );
      if (!other) return [];
      const scheduled = [kind, other.kind].some(({ setsLearningRate }) => setsLearningRate === 'everyEpoch');
      return [
        {
          path: [...path, 'type'],
          message: scheduled
            ? `${spec.type} and ${other.spec.type} both set the learning rate: the schedule overwrites it every epoch`
            : `two callbacks lower the learning rate when "${String(spec.monitor)}" reaches a plateau`,
          hint: 'keep one of them',
          related: [{ message: 'the other one is here', path: [...other.path, 'type'] }],
        },
      ];
    });
  },
});
