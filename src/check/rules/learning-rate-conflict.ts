import { diagnose } from '../../base/diagnostics/diagnostic';
import type { Rule } from './rule';

/**
 * One callback at a time decides about the learning rate. A schedule sets it anew every epoch, whatever another has
 * made of it; two that react to one log both react at once.
 */
export const learningRateConflict: Rule = ({ spec: { document, callbacks } }) => {
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
      diagnose(document, 'policy/learning-rate-conflict', {
        path: [...path, 'type'],
        message: scheduled
          ? `${spec.type} and ${other.spec.type} both set the learning rate: a schedule overwrites it every epoch`
          : `two callbacks lower the learning rate when "${String(spec.monitor)}" stands still`,
        hint: 'keep one of them',
        related: [{ message: 'the other stands here', path: [...other.path, 'type'] }],
      }),
    ];
  });
};
