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

const choices: readonly GPURequestAdapterOptions[] = [
  { powerPreference: 'high-performance' },
  { powerPreference: 'low-power' },
  { forceFallbackAdapter: true },
];

/**
 * A browser's adapters.
 *
 * @throws BackendError in a browser without WebGPU, and on a page that may not use it
 */
export async function browserAdapters(): Promise<AdapterSource> {
  const gpu = currentGpu();
  if (gpu) return adaptersOf(gpu);
  throw globalThis.isSecureContext
    ? new BackendError(
        'this browser has no WebGPU, or it is turned off',
        'use a current Chrome, Edge, Firefox or Safari (Chrome on Linux needs --enable-unsafe-webgpu), or the backend webgl',
      )
    : new BackendError(
        'browsers have WebGPU on secure pages only',
        'serve the page over https or from localhost, or use the backend webgl',
      );
}

/** What `navigator.gpu` is, where there is one. */
export function currentGpu(): GPU | undefined {
  return (globalThis.navigator as Navigator | undefined)?.gpu;
}

/** The adapters of a `navigator.gpu`, which a page sees one at a time: the fast one, the frugal one, the fallback. */
export function adaptersOf(gpu: GPU): AdapterSource {
  return {
    async find(wanted) {
      const preference = powerPreference(wanted);
      if (wanted === undefined || preference) {
        const adapter = await gpu.requestAdapter(preference ? { powerPreference: preference } : {});
        if (!adapter) throw noAdapter();
        return found(adapter);
      }
      const adapters: FoundAdapter[] = [];
      for (const choice of choices) {
        const adapter = await gpu.requestAdapter(choice);
        if (adapter) adapters.push(found(adapter));
      }
      if (adapters.length === 0) throw noAdapter();
      const names = [...new Set(adapters.map(({ name }) => name))];
      const [first] = namesWith(wanted, names);
      const chosen = adapters.find(({ name }) => name === first);
      if (!chosen) throw noSuchAdapter(wanted, names);
      return chosen;
    },
    withNavigator: (work) => work(),
  };
}

function found(adapter: GPUAdapter): FoundAdapter {
  const { info } = adapter;
  const name = nameOf(info);
  return { adapter, name, software: isSoftware(info, name) };
}

function noAdapter(): BackendError {
  return new BackendError(
    'the browser offers no GPU through WebGPU',
    'turn on hardware acceleration in its settings and update the graphics driver; its page about GPUs (chrome://gpu) says why',
  );
}
