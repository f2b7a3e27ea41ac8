import { diagnose } from '../../base/diagnostics/diagnostic';
import { unknown } from '../../language/model-spec';
import type { Rule } from './rule';

/** A callback that waits for epochs waits for fewer than there are. */
export const idleCallback: Rule = ({ spec: { document, training, callbacks } }) => {
  if (training === unknown) return [];
  const { epochs } = training;
  return callbacks.flatMap(({ kind, spec, path }) => {
    const idle = kind.idle?.(spec as never);
    if (idle === undefined || idle.epochs < epochs) return [];
    const place = document.has([...path, idle.key]) ? [...path, idle.key] : [...path, 'type'];
    const total = epochs === 1 ? 'there is one epoch' : `there are ${epochs} epochs`;
    return [
      diagnose(document, 'policy/idle-callback', {
        path: place,
        message: `${spec.type} can never act: it waits for ${idle.epochs} epochs, and ${total}`,
        hint: `lower ${idle.key}, or raise training.epochs`,
        related: document.has(['training', 'epochs'])
          ? [{ message: 'the number of epochs stands here', path: ['training', 'epochs'] }]
          : [],
      }),
    ];
  });
};
