import { describe, expect, it } from 'vitest';
import { memoryRun } from '../memory-control';
import { create } from './create-callback';

describe('terminateOnNaN', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'stops or fails at a loss of %d, depending on raiseError',
    async (loss) => {
      const run = memoryRun();
      await create({ type: 'terminateOnNaN' }).onBatchEnd?.(1, { loss }, run.control);
      expect(run.stopReason).toBe(`the loss became ${loss} at batch 2`);
      const raising = create({ type: 'terminateOnNaN', raiseError: true });
      expect(() => raising.onBatchEnd?.(1, { loss }, run.control)).toThrow(
        `the loss became ${loss} at batch 2`,
      );
    },
  );
});
