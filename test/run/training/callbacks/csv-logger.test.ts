import { describe, expect, it } from 'vitest';
import { memoryRun } from '../memory-control';
import { create } from './create-callback';

describe('csvLogger', () => {
  it('appends with the existing header', async () => {
    const run = memoryRun({ files: { 'log.csv': 'epoch,val_loss,loss\r\n0,2.0,1.0\r\n' } });
    const callback = create({ type: 'csvLogger', path: 'log.csv', append: true });
    await callback.onTrainBegin?.(run.control);
    await callback.onEpochEnd?.(1, { accuracy: 0.5, loss: 0.5 }, run.control);
    expect(run.files.get('log.csv')).toEqual({ text: 'epoch,val_loss,loss\r\n0,2.0,1.0\r\n1,NA,0.5\r\n' });
  });

  it('quotes values that contain the separator', async () => {
    const run = memoryRun();
    const callback = create({ type: 'csvLogger', path: 'log.csv', separator: '.' });
    await callback.onTrainBegin?.(run.control);
    await callback.onEpochEnd?.(0, { loss: 0.5 }, run.control);
    expect(run.files.get('log.csv')).toEqual({ text: 'epoch.loss.val_loss\r\n0."0.5".NA\r\n' });
  });
});
