/**
 * Lets signals, timers and finished reads have their turn. A step on the CPU blocks them, and a loop that awaits only
 * such steps and cached images would never let Ctrl-C through.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });
}
