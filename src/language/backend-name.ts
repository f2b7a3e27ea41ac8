/** A backend as people ask for one: `webgpu`, or `webgpu:low-power` for one of its devices. */
export interface BackendName {
  readonly name: string;
  /** What stands behind the first colon; absent without one. */
  readonly device?: string;
}

/** Takes `name:device` apart. */
export function readBackendName(text: string): BackendName {
  const colon = text.indexOf(':');
  return colon < 0 ? { name: text } : { name: text.slice(0, colon), device: text.slice(colon + 1) };
}

/** Stands for the first backend, in a fixed order, that can train a plan. */
export const autoBackend = 'auto';

/** What is wrong with asking for `text`; the law is that of `training.backend`, of flags and of options. */
export function backendNameProblem(
  text: string,
  known: readonly string[],
  inList: boolean,
): 'unknown' | 'auto-in-list' | 'no-device' | undefined {
  if (text === autoBackend) return inList ? 'auto-in-list' : undefined;
  const { name, device } = readBackendName(text);
  if (!known.includes(name)) return 'unknown';
  return device?.trim() === '' ? 'no-device' : undefined;
}
