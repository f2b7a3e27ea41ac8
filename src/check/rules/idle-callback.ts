import { counted } from '../../base/text/words';
import { unknown } from '../../language/model-spec';
import { defineRule } from './rule';

export const idleCallback = defineRule({
  code: 'policy/idle-callback',
  severity: 'warning',
  law: 'A callback that waits for a number of epochs can trigger before training ends.',
  why: 'Training ends before the callback has waited long enough, so it never does anything.',
  howToFix: 'Lower its `patience` or `startFromEpoch`, or train for more epochs.',
  ignoreWhen:
    'You also train the spec for more epochs, for example with `--set training.epochs=100`, so that the callback can trigger.',

  check: ({ spec: { document, training, callbacks } }) => {
    if (training === unknown) return [];
    const { epochs } = training;
    return callbacks.flatMap(({ spec, idle, path }) => {
      if (idle === undefined || idle.epochs < epochs) return [];
      const place = document.has([...path, idle.key]) ? [...path, idle.key] : [...path, 'type'];
      const waits =
        spec[idle.key] === idle.epochs
          ? `${idle.key} is ${idle.epochs}`
          : `it waits for ${counted(idle.epochs, 'epoch')}`;
      return [
        {
          path: place,
          message: `${spec.type} can never trigger: ${waits}, but training runs for only ${counted(epochs, 'epoch')}`,
          hint: `lower ${idle.key}, or raise training.epochs`,
          related: document.has(['training', 'epochs'])
            ? [{ message: 'the number of epochs is set here', path: ['training', 'epochs'] }]
            : [],
        },
      ];
    });
  },
});
