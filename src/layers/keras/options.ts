import { isConfig, type KerasConfig } from './keras-object';

/** Thrown where a Keras configuration has something that specs do not support; the message says what. */
export class CannotHold extends Error {}

/** A value of a configuration, short enough for a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Options that say nothing about what a layer computes, or how it starts; `trainable` where it has no weights. */
const idle = new Set([
  'name',
  'trainable',
  'seed',
  'batch_shape',
  'batch_input_shape',
  'build_config',
  'autocast',
  'fused',
]);

/** Options of which the language holds these values alone, `null` and absence aside. */
const only: Readonly<Record<string, unknown>> = {
  data_format: 'channels_last',
  groups: 1,
  renorm_momentum: 0.99,
};

/**
 * The options of a Keras layer. Each is taken once; {@link finish} then refuses what was not taken and is not
 * Keras's way of saying nothing, so that no option is passed over in silence. All throw {@link CannotHold}.
 */
export class Options {
  private readonly left: Set<string>;

  constructor(private readonly config: KerasConfig) {
    this.left = new Set(Object.keys(config));
  }

  /** The value of an option; `fallback` where it is absent or null. */
  take(key: string, fallback: unknown = null): unknown {
    this.left.delete(key);
    return (Object.hasOwn(this.config, key) ? this.config[key] : null) ?? fallback;
  }

  number(key: string, fallback?: number): number {
    const value = this.take(key, fallback);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return this.refuse(key, value, 'a number');
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.take(key, fallback);
    return typeof value === 'boolean' ? value : this.refuse(key, value, 'true or false');
  }

  /** One of `choices`; text in capitals counts as the same, as it does for Keras. */
  choice<const C extends string>(key: string, choices: readonly C[], fallback: C): C {
    const value = this.take(key, fallback);
    const found = choices.find((choice) => typeof value === 'string' && choice === value.toLowerCase());
    return found ?? this.refuse(key, value, choices.join(' or '));
  }

  /** `[height, width]`; Keras takes one number for both. */
  pair(key: string, fallback?: unknown): readonly [number, number] {
    const value = this.take(key, fallback);
    const [height, width] = Array.isArray(value) ? value : [value, value];
    const isPair = !Array.isArray(value) || value.length === 2;
    if (isPair && typeof height === 'number' && typeof width === 'number') return [height, width];
    return this.refuse(key, value, 'two numbers');
  }

  /** Takes an axis, which must be the last of `rank` axes, the images' own included. */
  lastAxis(key: string, rank: number): void {
    const value = this.take(key, -1);
    const [axis, ...others] = Array.isArray(value) ? value : [value];
    if (others.length > 0 || (axis !== -1 && axis !== rank - 1)) this.refuse(key, value, 'the last axis');
  }

  /** Refuses whatever was not taken, unless it says nothing. */
  finish(): void {
    for (const key of this.left) {
      const value = this.config[key];
      if (idle.has(key) || value === null) continue;
      if (Object.hasOwn(only, key) ? value === only[key] : value === false) continue;
      if (key === 'dtype' && isFloat32(value)) continue;
      throw new CannotHold(`its option "${key}" is ${shown(value)}`);
    }
  }

  private refuse(key: string, value: unknown, expected: string): never {
    throw new CannotHold(`its option "${key}" is ${shown(value)}, expected ${expected}`);
  }
}

/** The bare name, or a policy of that name. */
function isFloat32(dtype: unknown): boolean {
  return (
    dtype === 'float32' || (isConfig(dtype) && isConfig(dtype.config) && dtype.config.name === 'float32')
  );
}
