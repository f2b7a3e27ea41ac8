// A callback of one's own: ends a run in time, where a machine is lent by the hour.
//
// In a spec:            callbacks: [{ type: timeBudget, minutes: 55 }]
// On the command line:  npx convspec train net.yaml --plugin examples/plugins/time-budget.mjs
import { defineCallback } from 'convspec';
import { z } from 'zod';

export const timeBudget = defineCallback({
  type: 'timeBudget',
  // The checker reads it, so that `minuts` and `minutes: -1` are mistakes with a place.
  schema: z.strictObject({
    minutes: z.number().positive().describe('Minutes of training, over all resumes.'),
  }),

  create({ minutes }) {
    let spent = 0;
    let last = 0;
    return {
      // The clock is the run's, never Date.now(): a rehearsal brings its own.
      onTrainBegin(control) {
        last = control.now();
      },
      onEpochEnd(_epoch, _logs, control) {
        const now = control.now();
        const epoch = now - last;
        spent += epoch;
        last = now;
        // The epoch behind us foretells the next.
        if (spent + epoch > 60 * minutes) control.stop(`another epoch would not fit into ${minutes} minutes`);
      },
      // What a resumed run must know: without it, each resume would have the whole budget again.
      state: () => ({ spent }),
      restore(saved) {
        spent = Number(saved.spent);
      },
    };
  },
});

export default { callbacks: { timeBudget } };
