import { BackendError } from '../backend-error';
import {
  type AdapterSource,
  type FoundAdapter,
  isSoftware,
  nameOf,
  namesWith,
  noSuchAdapter,
  powerPreference,
} from './adapter';

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
