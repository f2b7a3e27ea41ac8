import { unknown } from '../../language/model-spec';
import { defineRule } from './rule';

export const learningRateRange = defineRule({
  code: 'policy/learning-rate-range',
  severity: 'warning',
  law: 'In every epoch, the learning rate is neither 0 nor infinite in float32, in which optimizers store it.',
  why: 'With a learning rate of 0, an epoch changes no weights; with an infinite one, it makes them unusable.',
  howToFix:
    'Set `minLearningRate` of the schedule, choose a `factor` closer to 1, train for fewer epochs, or give `warmUpFrom` a small value above 0.',
  ignoreWhen: 'You want epochs that change only the statistics of batch normalization.',

  check: ({ spec: { training, callbacks } }) => {
    if (training === unknown) return [];
    const { epochs, optimizer } = training;
    const initial = Math.fround(optimizer.learningRate);
    return callbacks.flatMap(({ spec, rate, path }) => {
      if (!rate) return [];
      const rates = Array.from({ length: epochs }, (_, epoch) =>
        Math.fround(rate(epoch, { initial, epochs })),
      );
      const unusable = rates.flatMap((value, epoch) => (value > 0 && Number.isFinite(value) ? [] : [epoch]));
      const [first] = unusable;
      if (first === undefined) return [];
      const others = unusable.length - 1;
      return [
        {
          path: [...path, 'type'],
          message: `${spec.type} sets the learning rate to ${rates[first]} in epoch ${first + 1}${others > 0 ? ` and ${others} more` : ''}`,
          hint: 'change the options of the schedule, such as minLearningRate, or training.epochs',
        },
      ];
    });
  },
});
