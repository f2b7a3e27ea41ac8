import { isConfig, type KerasConfig } from './keras-object';

/** Thrown if a Keras configuration contains something that specs do not support. The message says what. */
export class UnsupportedError extends Error {}

/** A value of a configuration, short enough for a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Options that affect neither what a layer computes nor its initial weights (`trainable`: for layers without weights). */
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

/** Options that specs support with this value only (besides `null` and absence). */
const only: Readonly<Record<string, unknown>> = {
  data_format: 'channels_last',
  groups: 1,
  renorm_momentum: 0.99,
};

/**
 * The options of a Keras object. Each is taken once; {@link finish} then rejects every option that was not taken and
 * has an effect, so that no option is silently ignored. All methods throw {@link UnsupportedError}.
 */
export class Options {
  private readonly left: Set<string>;
  private readonly differences: string[] = [];

  constructor(private readonly config: KerasConfig) {
    this.left = new Set(Object.keys(config));
  }

  /** The value of an option, or `fallback` if it is absent or null. */
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

  /** One of `choices`, case-insensitive as in Keras. */
  choice<const C extends string>(key: string, choices: readonly C[], fallback: C): C {
    const value = this.take(key, fallback);
    const found = choices.find((choice) => typeof value === 'string' && choice === value.toLowerCase());
    return found ?? this.refuse(key, value, choices.join(' or '));
  }

  /** `[height, width]`; Keras also accepts one number for both. */
  pair(key: string, fallback?: unknown): readonly [number, number] {
    const value = this.take(key, fallback);
    const [height, width] = Array.isArray(value) ? value : [value, value];
    const isPair = !Array.isArray(value) || value.length === 2;
    if (isPair && typeof height === 'number' && typeof width === 'number') return [height, width];
    return this.refuse(key, value, 'two numbers');
  }

  /** Takes an axis, which must be the last of `rank` axes, the batch axis included. Any axis is accepted if `rank` is NaN: unknown. */
  lastAxis(key: string, rank: number): void {
    const value = this.take(key, -1);
    const [axis, ...others] = Array.isArray(value) ? value : [value];
    const isLast = axis === -1 || axis === rank - 1 || Number.isNaN(rank);
    if (others.length > 0 || !isLast) this.refuse(key, value, 'the last axis');
  }

  /** Records how the result differs from the Keras object, for the user. */
  note(difference: string): void {
    this.differences.push(difference);
  }

  /** What {@link note} recorded. */
  get notes(): readonly string[] {
    return this.differences;
  }

  /** The options that were not taken although they have an effect, in words. */
  leftOver(): string[] {
    return [...this.left].flatMap((key) => {
      const value = this.config[key];
      if (idle.has(key) || value === null) return [];
      if (Object.hasOwn(only, key) ? value === only[key] : value === false) return [];
      return key === 'dtype' && isFloat32(value) ? [] : [`its option "${key}" is ${shown(value)}`];
    });
  }

  /** Rejects options that were not taken, unless they have no effect. */
  finish(): void {
    const left = this.leftOver();
    if (left.length > 0) throw new UnsupportedError(left.join('; '));
  }

  private refuse(key: string, value: unknown, expected: string): never {
    throw new UnsupportedError(`its option "${key}" is ${shown(value)}, expected ${expected}`);
  }
}

/** Accepts the bare name or a policy of that name. */
function isFloat32(dtype: unknown): boolean {
  return (
    dtype === 'float32' || (isConfig(dtype) && isConfig(dtype.config) && dtype.config.name === 'float32')
  );
}
