import { diagnose } from '../../base/diagnostics/diagnostic';
import { didYouMean, misspelling } from '../../base/diagnostics/suggest';
import { availableLogs, fullLogName, logNames } from './logs';
import type { Rule } from './rule';

/** A callback watches a log that every epoch will have. */
export const unknownMonitor: Rule = ({ spec }) => {
  const { document, callbacks } = spec;
  const logs = logNames(spec);
  if (!logs) return [];
  const available = availableLogs(logs);
  const near = (monitor: string) => {
    const found = misspelling(fullLogName(monitor), available);
    return found && { ...found, written: monitor };
  };
  return callbacks.flatMap(({ kind, spec: options, path }) => {
    const key = kind.monitorKey?.(options as never);
    const monitor = key === undefined ? undefined : options[key];
    if (key === undefined || typeof monitor !== 'string' || available.includes(monitor)) return [];
    const finding = logs.validation.includes(monitor)
      ? {
          message: `${options.type} watches "${monitor}", which will not exist: there is no validation data`,
          hint: 'add validation: { split: 0.2 } to data, or watch a log of the training itself',
        }
      : didYouMean(
          `${options.type} watches "${monitor}", which no epoch will log`,
          near(monitor),
          `the logs are ${available.join(', ')}`,
        );
    const place = document.has([...path, key]) ? [...path, key] : [...path, 'type'];
    return [diagnose(document, 'policy/unknown-monitor', { path: place, ...finding })];
  });
};
