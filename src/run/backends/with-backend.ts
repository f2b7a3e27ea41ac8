import { engine, getBackend, setBackend } from '@tensorflow/tfjs-core';

/**
 * Runs `work` with tfjs's backend `name` current, and makes the former one current again. tfjs switches to a backend
 * that is ready at once, so that nothing of the host program runs in between: `work` must not be asynchronous. Where
 * no backend was current, `name` stays: tfjs would otherwise choose one by itself.
 *
 * @throws when the backend is not ready ({@link readyBackend})
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
 * Starts a registered backend of tfjs without making it current. While tfjs itself starts a backend, every operation
 * of the host program throws; here they go on undisturbed.
 *
 * @throws when it is not registered or does not start
 */
export async function readyBackend(name: string): Promise<void> {
  const { registry } = engine();
  if (registry[name] !== undefined) return;
  const factory = engine().findBackendFactory(name);
  if (!factory) throw new Error(`tfjs has no backend "${name}"`);
  const started = await factory();
  // Another call may have been faster: tensors that it made belong to its instance.
  registry[name] ??= started;
}
