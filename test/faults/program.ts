/**
 * Trains a project at a time that stands still. Arguments: its spec, the run folder, `resume` as the API has it, the state
 * interval in seconds, the backend. Prints the operations on the run folder and how it ended, as JSON.
 */

import { buildFromSpec } from '../../src/hosts/node/library';
import { operations } from './inject-faults';

// Durations, the times of events and those in HDF5 files come from the clock.
Date.now = () => 1_700_000_000_000;

const [spec = '', out = '', resume = 'false', interval = '600', backend = 'cpu'] = process.argv.slice(2);
const abort = new AbortController();
process.on('SIGINT', () => abort.abort());
const { train } = await buildFromSpec(spec, { backend });
const said: string[] = [];
let outcome: unknown;
try {
  const run = await train({
    out,
    resume: JSON.parse(resume),
    stateInterval: Number(interval),
    signal: abort.signal,
  });
  for await (const event of run) {
    if (event.type === 'message' || event.type === 'warning') said.push(event.text);
    if (event.type === 'epochStart') process.stderr.write('training\n');
  }
  const { stopReason, interrupted, history } = await run.result;
  outcome = { stopReason, interrupted, epochs: history.length };
} catch (error) {
  const { name, message, hint } = error as { name: string; message: string; hint?: string };
  outcome = { error: `${name}: ${message}`, hint };
}
console.log(JSON.stringify({ operations: operations(), said, ...(outcome as object) }));
