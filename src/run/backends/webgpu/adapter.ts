import { alternatives } from '../../../base/diagnostics/suggest';
import { BackendError } from '../backend-error';

/** An adapter, which is what WebGPU calls a GPU with its driver. */
export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  /** What people call it: "NVIDIA GeForce RTX 4090". */
  readonly name: string;
  /** Whether a processor imitates it. */
  readonly software: boolean;
}

/** Where adapters come from: a browser's `navigator.gpu`, or Dawn in Node. */
export interface AdapterSource {
  /**
   * @param wanted `high-performance`, `low-power`, or a part of an adapter's name in any case; the former unless given
   * @throws BackendError when there is none, or none of that name
   */
  find(wanted?: string): Promise<FoundAdapter>;
  /** Runs `work` where tfjs sees a `navigator.gpu`: its backend is refused without one. */
  withNavigator<T>(work: () => T): T;
}

/** The preference that `wanted` names, which is no part of an adapter's name. */
export function powerPreference(wanted: string | undefined): GPUPowerPreference | undefined {
  if (wanted === undefined) return 'high-performance';
  return wanted === 'high-performance' || wanted === 'low-power' ? wanted : undefined;
}

/** The names that contain `wanted`, whatever the case. */
export function namesWith(wanted: string, names: readonly string[]): string[] {
  return names.filter((name) => name.toLowerCase().includes(wanted.toLowerCase()));
}

/** A name made of what the adapter tells of itself; browsers keep the exact model to themselves. */
export function nameOf({ description, vendor, architecture }: GPUAdapterInfo): string {
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'a GPU';
}

/** Whether a processor imitates the adapter: SwiftShader, Mesa's llvmpipe, Windows' WARP. */
export function isSoftware(info: GPUAdapterInfo, name: string): boolean {
  return info.isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(`${name} ${info.architecture}`);
}

/** None of the adapters is called `wanted`. */
export function noSuchAdapter(wanted: string, names: readonly string[]): BackendError {
  return new BackendError(
    `no GPU here is called "${wanted}": there ${names.length === 1 ? 'is' : 'are'} ${alternatives(names, 'and')}`,
    'use a part of such a name, high-performance or low-power',
  );
}
