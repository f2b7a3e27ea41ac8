import { isRecord } from '../../base/values';
/** A value of Keras's JSON configurations. */
export type KerasValue = null | boolean | number | string | readonly KerasValue[] | KerasConfig;

/** An object of Keras's JSON configurations. */
export interface KerasConfig {
  /** Options, by Keras's names in snake case. */
  readonly [option: string]: KerasValue;
}

/** A Keras 3 object in the serialized form with its module. */
export function kerasObject(module: string, className: string, config: KerasConfig = {}): KerasConfig {
  return { module, class_name: className, config, registered_name: null };
}

/** Whether a value is a JSON object. */
export function isConfig(value: unknown): value is KerasConfig {
  return isRecord(value);
}

/** Parses a JSON object. Returns `null` for JSON of another type and `undefined` for text that is not JSON. */
export function parseObject(json: string): KerasConfig | null | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  return isConfig(value) ? value : null;
}

/**
 * The class of a serialized object. A class that a program registered is named with its package, so that it is never
 * mistaken for Keras's class of the same name.
 */
export function classNameOf({ class_name: name, registered_name: registered, module }: KerasConfig): string {
  if (typeof registered === 'string' && registered.includes('>')) return registered;
  return typeof module === 'string' && !/^(keras|tf_keras|builtins)\b/.test(module)
    ? `${module}>${name}`
    : String(name);
}
