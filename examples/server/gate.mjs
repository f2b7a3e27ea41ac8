/** Lets `atOnce` tasks run at the same time and `waiting` more wait for their turn; turns others away by a BusyError. */
export function createGate(atOnce, waiting) {
  const queue = [];
  let running = 0;
  return async (task) => {
    if (running < atOnce) running++;
    else if (queue.length < waiting) await new Promise((resolve) => queue.push(resolve));
    else throw Object.assign(new Error('too many tasks are waiting'), { name: 'BusyError' });
    try {
      return await task();
    } finally {
      // The place goes to the next in line as it is, so that nobody can slip in between.
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
