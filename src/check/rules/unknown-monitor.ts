import { didYouMean, misspelling } from '../../base/diagnostics/suggest';
import { availableLogs, fullLogName, logNames } from './logs';
import { defineRule } from './rule';

export const unknownMonitor = defineRule({
  code: 'policy/unknown-monitor',
  severity: 'error',
  law: 'A callback monitors a log that training produces.',
  why: 'A callback whose log never appears does nothing: training would not stop early, and no best model would be saved.',
  howToFix:
    'Monitor one of the logs listed in the message. Logs that start with `val_` need validation data.',

  check: ({ spec }) => {
    const { document, callbacks } = spec;
    const logs = logNames(spec);
    if (!logs) return [];
    const available = availableLogs(logs);
    const near = (monitor: string) => {
      const found = misspelling(fullLogName(monitor), available);
      return found && { ...found, written: monitor };
    };
    return callbacks.flatMap(({ spec: options, monitorKey: key, path }) => {
      const monitor = key === undefined ? undefined : options[key];
      if (key === undefined || typeof monitor !== 'string' || available.includes(monitor)) return [];
      const details = logs.validation.includes(monitor)
        ? {
            message: `${options.type} monitors "${monitor}", but the spec has no validation data`,
            hint: 'add validation: { split: 0.2 } to data, or monitor a training log such as loss',
          }
        : didYouMean(
            `${options.type} monitors "${monitor}", which is not logged`,
            near(monitor),
            `the logs are ${available.join(', ')}`,
          );
      return [{ path: document.has([...path, key]) ? [...path, key] : [...path, 'type'], ...details }];
    });
  },
});
