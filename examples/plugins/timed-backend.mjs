// A custom backend: `wasm` with timing. It reports where a run spends its time, by method of the engine, which is the only
// interface that the training loop uses.
//
// With the API: buildFromSpec(spec, { plugins: [plugin], backend: 'timed' }).
// On the command line: npx convspec train net.yaml --plugin examples/plugins/timed-backend.mjs --backend timed
import { builtInBackends } from 'convspec';

const { wasm } = builtInBackends;

/** A table of the methods, sorted by total time. */
export function timesText(times) {
  const lines = [...times]
    .sort(([, a], [, b]) => b.milliseconds - a.milliseconds)
    .map(([name, { calls, milliseconds }]) => {
      return `${name.padEnd(16)}${String(calls).padStart(7)}${milliseconds.toFixed(0).padStart(9)} ms`;
    });
  return ['engine            calls       time', ...lines].join('\n');
}

/** Wraps an engine to time each of its methods, and passes the times to `done` when the engine is disposed. */
function timed(engine, done) {
  const times = new Map();
  const measured = (name, method) =>
    async function measure(...args) {
      const start = performance.now();
      try {
        return await method.apply(engine, args);
      } finally {
        const { calls, milliseconds } = times.get(name) ?? { calls: 0, milliseconds: 0 };
        times.set(name, { calls: calls + 1, milliseconds: milliseconds + performance.now() - start });
      }
    };
  return new Proxy(engine, {
    get(_, name) {
      const value = engine[name];
      if (name === 'backend') return 'timed';
      // The only method that is not asynchronous.
      if (name === 'dispose') {
        return () => {
          done(times);
          engine.dispose();
        };
      }
      return typeof value === 'function' ? measured(name, value) : value;
    },
    // Without this, a new learning rate would be set on the proxy.
    set(_, name, value) {
      engine[name] = value;
      return true;
    },
  });
}

/** The probe, the supported plans and the compiled model are those of wasm. */
export const timedBackend = (done = (times) => console.error(timesText(times))) => ({
  ...wasm,
  name: 'timed',
  createEngine: async (compiled) => timed(await wasm.createEngine(compiled), done),
});

export default { backends: { timed: timedBackend() } };
