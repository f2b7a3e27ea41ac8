import { alternatives } from '../../../base/diagnostics/suggest';
import { BackendError } from '../backend-error';

/** An adapter: WebGPU's term for a GPU with its driver. */
export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  /** Name for users: "NVIDIA GeForce RTX 4090". */
  readonly name: string;
  /** Whether it is emulated in software. */
  readonly software: boolean;
}

/** The source of adapters: a browser's `navigator.gpu`, or Dawn in Node. */
export interface AdapterSource {
  /**
   * @param wanted `high-performance` (the default), `low-power`, or part of an adapter's name, case-insensitive
   * @throws BackendError if there is no adapter, or none of that name
   */
  find(wanted?: string): Promise<FoundAdapter>;
  /** Runs `work` with a `navigator.gpu`, which tfjs's backend requires. */
  withNavigator<T>(work: () => T): T;
}

/** The power preference that `wanted` names; `undefined` if it is part of an adapter's name. */
export function powerPreference(wanted: string | undefined): GPUPowerPreference | undefined {
  if (wanted === undefined) return 'high-performance';
  return wanted === 'high-performance' || wanted === 'low-power' ? wanted : undefined;
}

/** The names that contain `wanted`, case-insensitive. */
export function namesWith(wanted: string, names: readonly string[]): string[] {
  return names.filter((name) => name.toLowerCase().includes(wanted.toLowerCase()));
}

/** A name made of what the adapter reports; browsers do not reveal the exact model. */
export function nameOf({ description, vendor, architecture }: GPUAdapterInfo): string {
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'a GPU';
}

/** Whether the adapter is emulated in software: SwiftShader, Mesa's llvmpipe, Windows' WARP. */
export function isSoftware(info: GPUAdapterInfo, name: string): boolean {
  return info.isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(`${name} ${info.architecture}`);
}

/** The error if no adapter's name contains `wanted`. */
export function noSuchAdapter(wanted: string, names: readonly string[]): BackendError {
  return new BackendError(
    `no GPU matches "${wanted}", available: ${alternatives(names, 'and')}`,
    'use part of an available name, high-performance or low-power',
  );
}

const choices: readonly GPURequestAdapterOptions[] = [
  { powerPreference: 'high-performance' },
  { powerPreference: 'low-power' },
  { forceFallbackAdapter: true },
];

/**
 * Returns a browser's adapters.
 *
 * @throws BackendError in a browser without WebGPU, and on a page that isn't allowed to use it
 */
export async function browserAdapters(): Promise<AdapterSource> {
  const gpu = currentGpu();
  if (gpu) return adaptersOf(gpu);
  throw globalThis.isSecureContext
    ? new BackendError(
        'this browser does not support WebGPU, or it is turned off',
        'use a current Chrome, Edge, Firefox or Safari (Chrome on Linux needs --enable-unsafe-webgpu), or the backend webgl',
      )
    : new BackendError(
        'browsers support WebGPU only on secure pages',
        'serve the page over https or from localhost, or use the backend webgl',
      );
}

/** The value of `navigator.gpu`, if there is one. */
export function currentGpu(): GPU | undefined {
  return (globalThis.navigator as Navigator | undefined)?.gpu;
}

/** The adapters of a `navigator.gpu`. A page can request only one at a time: high performance, low power, or fallback. */
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
    'turn on hardware acceleration in its settings and update the graphics driver; its GPU page (chrome://gpu) shows why',
  );
}
