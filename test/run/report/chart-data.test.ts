import { describe, expect, it } from 'vitest';
import { historyCharts } from '../../../src/run/report/chart-data';
import type { EpochRecord } from '../../../src/run/training/events';

const record = (epoch: number, more: Partial<EpochRecord> = {}): EpochRecord => ({
  epoch,
  logs: { loss: 2 - epoch / 10 },
  learningRate: 0.01,
  messages: [],
  durationSeconds: 1,
  ...more,
});

describe('historyCharts', () => {
  it('show the loss, each metric and the learning rate', () => {
    const logs = { accuracy: 0.5, learning_rate: 0.01, loss: 1, val_accuracy: 0.25, val_loss: 2 };
    const charts = historyCharts([
      record(0, { logs }),
      record(1, { logs: { ...logs, val_loss: Number.NaN } }),
    ]);
    expect(
      charts.map(({ title, scale, series }) => [title, scale, series.map(({ label }) => label)]),
    ).toEqual([
      ['loss', 'linear', ['training', 'validation']],
      ['accuracy', 'share', ['training', 'validation']],
      ['learning rate', 'linear', ['learning rate']],
    ]);
    expect(charts[0]).toMatchObject({ x: [1, 2], series: [{ values: [1, 1] }, { values: [2, null] }] });
  });

  it('have no validation line without validation', () => {
    expect(historyCharts([record(0)])[0]?.series.map(({ role }) => role)).toEqual(['train']);
  });

  it('mark where callbacks acted, strongly if the learning rate changed afterwards', () => {
    const charts = historyCharts([
      record(4, { messages: ['saved best.h5.'] }),
      record(5, { messages: ['lowered.', 'saved.'] }),
      record(6, { learningRate: 0.001 }),
    ]);
    for (const { marks } of charts) {
      expect(marks).toEqual([
        { x: 5, text: 'saved best.h5.', strong: false },
        { x: 6, text: 'lowered. saved.', strong: true },
      ]);
    }
    expect(charts.at(-1)?.scale).toBe('log');
  });

  it.each([
    [[0.01, 0.005], 'linear'],
    [[0.01, 0.001], 'log'],
    [[0.01, 0], 'linear'],
  ])('show the learning rates %j on a %s axis', (rates, scale) => {
    const charts = historyCharts(rates.map((learningRate, i) => record(i, { learningRate })));
    expect(charts.at(-1)?.scale).toBe(scale);
  });
});
