import { describe, expect, it } from 'vitest';
import { formatSeconds } from '../../src/base/text/format-numbers';
import { createProgress, type ProgressMode } from '../../src/cli/train-progress';
import type { TrainingEvent } from '../../src/run/training/events';

const start: TrainingEvent = {
  type: 'runStart',
  initialEpoch: 0,
  epochs: 12,
  batchesPerEpoch: 4,
  images: 100,
  validationImages: 20,
  testImages: 0,
  backend: 'wasm',
  device: 'CPU, SIMD',
  folder: '/runs/cnn',
};
const logs = { accuracy: 0.5, learning_rate: 0.01, loss: 1.23456, val_accuracy: 0.25, val_loss: 0.00012346 };
const record = { epoch: 0, logs, learningRate: 0.01, messages: [], durationSeconds: 5 };
const result = { files: ['model.h5'], stopReason: null, learningRate: 0.01, interrupted: false };
const events: readonly TrainingEvent[] = [
  start,
  { type: 'warning', text: 'earlyStopping monitors val_f1' },
  { type: 'epochStart', epoch: 0 },
  { type: 'batchEnd', epoch: 0, batch: 1, logs: { loss: 1.5 }, imagesPerSecond: 25 },
  { type: 'validationStart', epoch: 0 },
  { type: 'message', text: 'val_accuracy is 0.25: saved best.h5.' },
  { type: 'fileWritten', path: 'best.h5' },
  { type: 'epochEnd', ...record, durationSeconds: 5.04, imagesPerSecond: 24.6 },
  { type: 'stopped', reason: 'interrupted' },
  { type: 'runEnd', result: { ...result, history: [record] } },
];

function shown(
  output: { isTTY?: boolean; columns?: number },
  env = {},
  list = events,
  mode?: ProgressMode,
): string {
  let text = '';
  const show = createProgress({ ...output, write: (part: string) => (text += part) }, env, mode);
  for (const event of list) show(event);
  return text;
}

/** The final contents of a wide terminal: what was written last on each line. */
function screen(text: string): string[] {
  return text.split('\n').map((line) => line.split('\r\u001b[K').at(-1) ?? '');
}

describe('createProgress', () => {
  it('prints one plain line per epoch outside a terminal', () => {
    expect(shown({})).toBe(
      [
        '100 training images, 20 validation images, 12 epochs of 4 batches, on wasm (CPU, SIMD)',
        '  warning: earlyStopping monitors val_f1',
        '  val_accuracy is 0.25: saved best.h5.',
        'epoch  1/12  5.0 s  25 images/s  accuracy 0.5000  loss 1.2346  val_accuracy 0.2500  val_loss 0.0001235  learning_rate 0.0100',
        'stopped: interrupted',
        'done: 1 epoch',
        '',
      ].join('\n'),
    );
  });

  it('draws one live line on a terminal, and keeps the same lines', () => {
    const text = shown({ isTTY: true, columns: 200 }, { NO_COLOR: '1' });
    expect(screen(text)).toEqual(shown({}).split('\n'));
    const full = '█'.repeat(10);
    const half = `${full}${'░'.repeat(10)}`;
    expect(text).toContain(`\r\u001b[Kepoch  1/12  ${half}  25 images/s  loss 1.5000  46.0 s left`);
    expect(text).toContain(`\r\u001b[Kepoch  1/12  ${full}${full}  validating`);
  });

  it('never fills the last column', () => {
    const text = shown({ isTTY: true, columns: 40 }, {}, events.slice(0, 5));
    for (const line of text.split('\r\u001b[K').slice(1)) {
      expect((line.split('\n').at(-1) ?? '').length).toBeLessThan(40);
    }
  });

  it.each([
    [true, {}, true],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, {}, false],
  ])('terminal %s with %o: colors %s', (isTTY, env, colored) => {
    expect(shown({ isTTY }, env).includes('\u001b[33mwarning:')).toBe(colored);
  });

  it('removes the live line when the run fails', () => {
    const list: TrainingEvent[] = [...events.slice(0, 4), { type: 'failed', reason: 'disk full' }];
    expect(screen(shown({ isTTY: true }, {}, list)).at(-1)).toBe('');
    expect(shown({}, {}, list)).toBe(shown({}, {}, events.slice(0, 4)));
  });

  it('prints only warnings when quiet', () => {
    expect(shown({ isTTY: true }, { NO_COLOR: '1' }, events, 'quiet')).toBe(
      '  warning: earlyStopping monitors val_f1\n',
    );
  });

  it('prints every event as a line of JSON', () => {
    const lines = shown({ isTTY: true }, {}, events, 'json').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(events);
  });

  it('writes NaN as a string in JSON', () => {
    const list: TrainingEvent[] = [
      { type: 'batchEnd', epoch: 0, batch: 1, logs: { loss: Number.NaN }, imagesPerSecond: 25 },
    ];
    expect(JSON.parse(shown({}, {}, list, 'json')).logs).toEqual({ loss: 'NaN' });
  });

  it('estimates the time left from finished epochs', () => {
    const list: TrainingEvent[] = [
      start,
      { type: 'epochEnd', ...record, durationSeconds: 60, imagesPerSecond: 2 },
      { type: 'batchEnd', epoch: 1, batch: 1, logs: {}, imagesPerSecond: 2 },
    ];
    expect(shown({ isTTY: true, columns: 200 }, {}, list)).toContain('  10 min 30 s left');
  });
});

describe('formatSeconds', () => {
  it.each([
    [0, '0.0 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min 00 s'],
    [185, '3 min 05 s'],
    [3599.6, '1 h 00 min'],
    [7390, '2 h 03 min'],
    [Number.POSITIVE_INFINITY, '?'],
  ])('%d → %s', (seconds, expected) => {
    expect(formatSeconds(seconds)).toBe(expected);
  });
});
