/**
 * Trains a project with a fixed clock. Arguments: its spec, the run folder, `resume` as in the API, the state interval in
 * seconds, the backend. Prints the operations on the run folder and the result as JSON.
 */

import { buildFromSpec } from '../../src/hosts/node/library';
import { operations } from './inject-faults';

// The timestamps of events and in HDF5 files come from this clock, and durations from the other.
Date.now = () => 1_700_000_000_000;
performance.now = () => 0;

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
