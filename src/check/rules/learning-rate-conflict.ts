import { defineRule } from './rule';

export const learningRateConflict = defineRule({
  code: 'policy/learning-rate-conflict',
  severity: 'warning',
  law: 'Only one callback at a time decides about the learning rate.',
  why: 'A schedule sets the rate at the start of every epoch and overwrites whatever another callback has made of it. Two callbacks that monitor the same log both lower the rate on the same plateau.',
  howToFix: 'Keep one of them.',
  ignoreWhen:
    'Two `reduceLROnPlateau` are meant to lower the rate on the same plateau, for example mildly after 3 epochs and strongly after 10. Do not ignore it if one of the two is a schedule: the other then has no effect.',

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
            ? `${spec.type} and ${other.spec.type} both set the learning rate: a schedule overwrites it every epoch`
            : `two callbacks lower the learning rate when "${String(spec.monitor)}" stands still`,
          hint: 'keep one of them',
          related: [{ message: 'the other stands here', path: [...other.path, 'type'] }],
        },
      ];
    });
  },
});
