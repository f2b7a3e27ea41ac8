/** Creates a gate that runs up to `atOnce` tasks at the same time and queues up to `waiting` more. Further tasks throw a BusyError. */
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
      // The slot passes directly to the next task in the queue, so that no other task can take it.
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
