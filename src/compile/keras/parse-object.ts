import type { KerasConfig } from '../../layers/keras/keras-object';

/** The object that a text is in JSON; `null` when it is JSON of something else, `undefined` when it is not JSON. */
export function parseObject(json: string): KerasConfig | null | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as KerasConfig) : null;
}
