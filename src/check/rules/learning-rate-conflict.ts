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
    const schedule = setters.findIndex(({ kind }) => kind.setsLearningRate === 'everyEpoch');
    /** The position of the first callback of each type and monitor. */
    const plateaus = new Map<string, number>();
    return setters.flatMap(({ kind, spec, path }, i) => {
      const key = JSON.stringify([spec.type, spec.monitor]);
      const alike = plateaus.get(key) ?? i;
      if (alike === i) plateaus.set(key, i);
      const before = schedule >= 0 && schedule < i ? Math.min(schedule, alike) : alike;
      const at = kind.setsLearningRate === 'everyEpoch' ? 0 : before;
      const other = setters[at];
      if (!other || at === i) return [];
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
