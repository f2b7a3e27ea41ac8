// A custom callback: stops a run in time, for machines rented by the hour.
//
// In a spec:            callbacks: [{ type: timeBudget, minutes: 55 }]
// On the command line:  npx convspec train net.yaml --plugin examples/plugins/time-budget.mjs
import { defineCallback } from 'convspec';
import { z } from 'zod';

export const timeBudget = defineCallback({
  type: 'timeBudget',
  // The checker uses it, so that `minuts` and `minutes: -1` are reported with their positions.
  schema: z.strictObject({
    minutes: z.number().positive().describe('Minutes of training, over all resumes.'),
  }),

  create({ minutes }) {
    let spent = 0;
    let last = 0;
    return {
      // Uses the clock of the run instead of Date.now(), because a rehearsal has its own.
      onTrainBegin(control) {
        last = control.now();
      },
      onEpochEnd(_epoch, _logs, control) {
        const now = control.now();
        const epoch = now - last;
        spent += epoch;
        last = now;
        // The next epoch is expected to take as long as the last one.
        if (spent + epoch > 60 * minutes) control.stop(`another epoch would not fit into ${minutes} minutes`);
      },
      // State to keep on resume: without it, each resume would start with the full budget.
      state: () => ({ spent }),
      restore(saved) {
        spent = Number(saved.spent);
      },
    };
  },
});

export default { callbacks: { timeBudget } };
