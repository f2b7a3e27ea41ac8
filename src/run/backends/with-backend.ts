import { engine, getBackend, setBackend } from '@tensorflow/tfjs-core';

/**
 * Runs `work` with the tfjs backend `name` current, then restores the former one. tfjs switches synchronously to a
 * backend that is ready, so no code of the host program runs in between; `work` must be synchronous too. If no backend
 * was current, `name` stays current, because tfjs would otherwise choose one by itself.
 *
 * @throws if the backend is not ready ({@link readyBackend})
 */
export function withBackend<T>(name: string, work: () => T): T {
  const former: string | undefined = getBackend();
  if (former === name) return work();
  if (engine().registry[name] === undefined) throw new Error(`tfjs backend "${name}" is not ready`);
  void setBackend(name);
  try {
    return work();
  } finally {
    if (former !== undefined) void setBackend(former);
  }
}

/**
 * Starts a registered tfjs backend without making it current. While tfjs itself starts a backend, every operation of
 * the host program throws; with this function they continue to work.
 *
 * @throws if it is not registered or does not start
 */
export async function readyBackend(name: string): Promise<void> {
  const { registry } = engine();
  if (registry[name] !== undefined) return;
  const factory = engine().findBackendFactory(name);
  if (!factory) throw new Error(`tfjs has no backend "${name}"`);
  const started = await factory();
  // Another call may have finished first: its tensors belong to its instance.
  registry[name] ??= started;
}
