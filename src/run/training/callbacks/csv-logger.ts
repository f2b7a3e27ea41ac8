import { csvField } from '../../../base/text/csv';
import { ownValue } from '../../../base/values';
import { callbackSchemas as schemas } from '../../../language/callbacks';
import { pythonFloat } from '../../../language/number-format';
import { fillTemplate } from '../../../language/path-template';
import { defineCallback, type Logs, textsIn } from './callback';

/**
 * Writes the logs of each epoch as a row. `epoch` counts from 0. The columns are those of the first epoch, sorted, and a
 * `val_` column for each if there is no validation. Missing values are `NA`, and lines end in `\r\n`. Follows
 * `keras.callbacks.CSVLogger`, except that appended rows use the columns of the existing header.
 */
export const csvLogger = defineCallback({
  ...schemas.csvLogger,
  create({ path: template, separator, append }, variables) {
    const path = fillTemplate(template, variables);
    let columns: readonly string[] | null = null;
    let resumed = false;
    const line = (cells: readonly string[]) =>
      `${cells.map((cell) => csvField(cell, separator)).join(separator)}\r\n`;
    return {
      async onTrainBegin(control) {
        if (!resumed) {
          const existing = append ? await control.readText(path) : undefined;
          const header = existing?.split(/\r?\n/, 1)[0] ?? '';
          columns = header === '' ? null : header.split(separator).slice(1);
          if (existing === undefined) await control.writeText(path, '');
        }
        resumed = false;
      },
      async onEpochEnd(epoch, logs, control) {
        let text = '';
        if (columns === null) {
          columns = columnsOf(logs);
          text = line(['epoch', ...columns]);
        }
        const cells = columns.map((name) => {
          const value = ownValue(logs, name);
          return value === undefined ? 'NA' : pythonFloat(value);
        });
        await control.appendText(path, text + line([String(epoch), ...cells]));
      },
      state: () => (columns === null ? {} : { columns: [...columns] }),
      restore(state) {
        resumed = true;
        columns = 'columns' in state ? textsIn(state, 'columns') : null;
      },
    };
  },
});

function columnsOf(logs: Logs): readonly string[] {
  const names = Object.keys(logs).sort();
  return names.some((name) => name.startsWith('val_'))
    ? names
    : [...names, ...names.map((name) => `val_${name}`)];
}
