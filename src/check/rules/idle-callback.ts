import { unknown } from '../../language/model-spec';
import { defineRule } from './rule';

export const idleCallback = defineRule({
  code: 'policy/idle-callback',
  severity: 'warning',
  law: 'A callback that waits for a number of epochs can act before training ends.',
  why: 'Training ends before the callback has waited long enough, so it never does anything.',
  howToFix: 'Lower its `patience` or `startFromEpoch`, or train for more epochs.',
  ignoreWhen:
    'The same spec is also trained for more epochs, for example with `--set training.epochs=100`, where the callback does act.',

  check: ({ spec: { document, training, callbacks } }) => {
    if (training === unknown) return [];
    const { epochs } = training;
    return callbacks.flatMap(({ spec, idle, path }) => {
      if (idle === undefined || idle.epochs < epochs) return [];
      const place = document.has([...path, idle.key]) ? [...path, idle.key] : [...path, 'type'];
      const total = epochs === 1 ? 'there is one epoch' : `there are ${epochs} epochs`;
      return [
        {
          path: place,
          message: `${spec.type} can never act: it waits for ${idle.epochs} epochs, and ${total}`,
          hint: `lower ${idle.key}, or raise training.epochs`,
          related: document.has(['training', 'epochs'])
            ? [{ message: 'the number of epochs stands here', path: ['training', 'epochs'] }]
            : [],
        },
      ];
    });
  },
});
