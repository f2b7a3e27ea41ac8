/** A value of Keras's JSON configurations. */
export type KerasValue = null | boolean | number | string | readonly KerasValue[] | KerasConfig;

/** An object of Keras's JSON configurations. */
export interface KerasConfig {
  /** Options, by Keras's names in snake case. */
  readonly [option: string]: KerasValue;
}

/** An object of Keras 3 in the serialized form that names its module. */
export function kerasObject(module: string, className: string, config: KerasConfig = {}): KerasConfig {
  return { module, class_name: className, config, registered_name: null };
}

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
