import { describe, expect, it } from 'vitest';
import { FileFormatError } from '../../../src/base/diagnostics/user-error';
import { givenLogs, readLogs } from '../../../src/run/rehearse/read-logs';

describe('readLogs', () => {
  it.each([
    [
      "a file of Keras's CSVLogger",
      'epoch,accuracy,loss\r\n0,0.5,1e-05\r\n1,nan,inf\r\n2,-inf,NA\r\n',
      [
        { accuracy: 0.5, loss: 1e-5 },
        { accuracy: Number.NaN, loss: Number.POSITIVE_INFINITY },
        { accuracy: Number.NEGATIVE_INFINITY },
      ],
    ],
    [
      "a run's history.csv",
      'epoch,learning_rate,loss,val_loss,seconds\n0,0.01,2.0,3.0,12.500\n1,0.01,1.0,,12.500\n',
      [{ loss: 2, val_loss: 3 }, { loss: 1 }],
    ],
    ['another separator', 'epoch;loss\n0;1.5\n', [{ loss: 1.5 }]],
    ['tabs, no epoch column, no last line end', 'loss\taccuracy\n1\t.5', [{ accuracy: 0.5, loss: 1 }]],
    ['quotes, a byte order mark, empty lines', '\uFEFF"epoch","loss"\n\n0,"1.5"\n\n', [{ loss: 1.5 }]],
    ['a short row', 'loss,val_loss\n1\n', [{ loss: 1 }]],
    ['blanks around values', 'loss|val_loss\n 1 |\n\n |2', [{ loss: 1 }, { val_loss: 2 }]],
    ['rows of nothing but separators', 'loss;val_loss\n;\n1;2\n ; \n', [{ loss: 1, val_loss: 2 }]],
    ['a JSON array', ' [{"loss": 1, "val_loss": null}, {"loss": 0.5}]', [{ loss: 1 }, { loss: 0.5 }]],
    [
      'the bare numbers of Python',
      '[{"loss": NaN}, {"loss": -Infinity}, {"loss": "NaN"}]',
      [{ loss: Number.NaN }, { loss: Number.NEGATIVE_INFINITY }, { loss: Number.NaN }],
    ],
    [
      "a run's history.json",
      '{"epochs": [{"epoch": 0, "logs": {"loss": 1, "learning_rate": 0.1}, "durationSeconds": 3}]}',
      [{ loss: 1 }],
    ],
    [
      "Keras's history",
      '{"loss": [2, 1], "lr": [0.1, 0.1], "val_loss": [3]}',
      [{ loss: 2, val_loss: 3 }, { loss: 1 }],
    ],
  ])('reads %s', (_, text, epochs) => {
    expect(readLogs('h', text)).toEqual({ name: 'h', epochs, notes: [] });
  });

  it('sorts the logs of an epoch, as callbacks expect them', () => {
    expect(Object.keys(readLogs('h', 'val_loss,loss\n1,2\n').epochs[0] ?? {})).toEqual(['loss', 'val_loss']);
  });

  it.each([
    [
      'old names',
      'epoch,acc,val_acc\n0,0.5,0.25\n',
      [{ accuracy: 0.5, val_accuracy: 0.25 }],
      ['acc is read as accuracy, val_acc is read as val_accuracy'],
    ],
    ['an old name together with the new one', 'acc,accuracy\n0.5,0.6\n', [{ acc: 0.5, accuracy: 0.6 }], []],
    [
      'epochs that do not count from 0',
      'epoch,loss\n5,1\n6,2\n',
      [{ loss: 1 }, { loss: 2 }],
      ['the column epoch is not 0, 1, 2, …, so rows are used in their order in the file'],
    ],
  ])('reports how it reads %s', (_, text, epochs, notes) => {
    expect(readLogs('h', text)).toEqual({ name: 'h', epochs, notes });
  });

  it.each([
    ['', 'it is empty'],
    ['epoch,loss\n', 'it contains no epochs'],
    ['epoch,loss\n0,1\n1,one\n', 'line 3: expected a number in "loss", received "one"'],
    ['epoch,loss\n0,1e\n', 'line 2: expected a number in "loss", received "1e"'],
    ['epoch,loss\n"0,1\n', 'line 2: a quote is opened and never closed'],
    ['epoch,loss\n0,"1"2\n', 'line 2: text follows a closing quote'],
    ['epoch,loss\n0,1,2\n', 'line 2: expected 2 values as in the header, received 3'],
    ['loss,loss\n0,1\n', 'line 1: two columns have the name "loss"'],
    ['0,0.5\n1,0.4\n', 'line 1: "0" is not a valid log name'],
    ['epoch,loss\n0,\n', 'line 2: it contains no logs'],
    ['[]', 'it contains no epochs'],
    ['[1]', 'epoch 1: expected an object of logs'],
    ['[{"loss": [1]}]', 'epoch 1: expected a number in "loss", received [1]'],
    ['[{"loss": true}]', 'epoch 1: expected a number in "loss", received true'],
    ['{"loss": 1}', 'expected an array of epochs'],
    ['{}', 'it contains no epochs'],
    ['[{"loss": 1}', /^it is not valid JSON: /],
  ])('rejects %j', (text, reason) => {
    const expected = typeof reason === 'string' ? reason : expect.stringMatching(reason);
    expect(() => readLogs('h.csv', text)).toThrow(FileFormatError);
    expect(() => readLogs('h.csv', text)).toThrow(
      expect.objectContaining({ path: 'h.csv', reason: expected }),
    );
  });

  it('never throws another error', () => {
    const parts = ['"', ',', ';', '\r\n', 'loss', 'epoch', '1', 'nan', '{', '[', ']', '}', ':', ' '];
    let seed = 1;
    for (let i = 0; i < 3000; i++) {
      let text = '';
      for (let k = 0; k < 12; k++) {
        seed = (seed * 48271) % 2147483647;
        text += parts[seed % parts.length] ?? '';
      }
      try {
        readLogs('h', text);
      } catch (error) {
        expect(error, JSON.stringify(text)).toBeInstanceOf(FileFormatError);
      }
    }
  });
});

describe('givenLogs', () => {
  it('accepts objects', () => {
    const logs = [{ loss: 1, acc: 0.5 }, { loss: Number.NaN }];
    expect(givenLogs(logs)).toEqual({
      name: 'the logs',
      epochs: [{ accuracy: 0.5, loss: 1 }, { loss: Number.NaN }],
      notes: ['acc is read as accuracy'],
    });
  });

  it('rejects an empty list', () => {
    expect(() => givenLogs([])).toThrow('no epochs were given');
  });
});
