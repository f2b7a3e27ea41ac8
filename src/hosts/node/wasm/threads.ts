import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { registerBackend, removeBackend } from '@tensorflow/tfjs-core';

type WasmPackage = typeof import('@tensorflow/tfjs-backend-wasm');
type WasmModule = ConstructorParameters<typeof BackendWasm>[0];

/** What the factory of Emscripten's threaded build returns. */
interface EmscriptenModule {
  cwrap(name: string, returnType: string | null, argumentTypes: string[]): (...args: number[]) => number;
  readonly PThread: { readonly runningWorkers: readonly { unref(): void }[] };
  tfjs?: unknown;
}
type EmscriptenFactory = (options: {
  locateFile(path: string): string | URL;
  mainScriptUrlOrBlob: string;
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object;
}) => Promise<EmscriptenModule>;

const BUILD = '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd';

/** The maximum of XNNPACK's thread pool in this build. */
const MOST_THREADS = 4;

/** Timeout for starting the workers, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Makes Node start tfjs's `wasm` backend from the package's threaded build. tfjs itself uses that build only in
 * browsers, because its workers are `blob:` URLs, which Node cannot load. `wanted` is limited to the number of cores
 * and to 4. Resolves to the number of threads: 1 if there is only one core or the build does not start; the backend is
 * then as tfjs set it up. Each thread computes whole tiles of an output, so the results are the same as with one thread.
 */
export async function enableThreads(wasmPackage: WasmPackage, wanted: number): Promise<number> {
  const threads = Math.min(wanted, availableParallelism(), MOST_THREADS);
  if (threads < 2) return 1;
  const globalWorker = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  try {
    const here = typeof __filename === 'string' ? __filename : import.meta.url;
    const require = createRequire(here);
    const script = require.resolve(`${BUILD}.js`);
    const binary = await WebAssembly.compile(readFileSync(require.resolve(`${BUILD}.wasm`)));
    const worker = workerUrl(script, require(`${BUILD}.worker.js`).wasmWorkerContents);
    const factory = require(script) as EmscriptenFactory;
    const starting = factory({
      locateFile: (path) => (path.endsWith('.worker.js') ? worker : path),
      mainScriptUrlOrBlob: script,
      instantiateWasm: (imports, receive) => {
        // The backend uses at most half of the cores that it counts.
        if (imports.env) imports.env.emscripten_num_logical_cores = () => 2 * threads;
        void WebAssembly.instantiate(binary, imports).then((instance) => receive(instance, binary));
        return {};
      },
    });
    const module = await within(PATIENCE, starting);
    module.tfjs = tfjsInterface(module);
    wasmPackage.setThreadsCount(threads);
    removeBackend('wasm');
    registerBackend('wasm', () => {
      const backend = new wasmPackage.BackendWasm(module as unknown as WasmModule);
      // Idle threads must not keep the program from ending.
      for (const runningWorker of module.PThread.runningWorkers) runningWorker.unref();
      return backend;
    });
    return threads;
  } catch {
    return 1;
  } finally {
    // Emscripten leaves Node's worker class under the global name of the browser's.
    if (globalWorker) Object.defineProperty(globalThis, 'Worker', globalWorker);
    else Reflect.deleteProperty(globalThis, 'Worker');
  }
}

/** The worker's script as an ES module that Node can load from its URL. */
function workerUrl(script: string, contents: string): URL {
  const prelude =
    `import { createRequire } from 'node:module';` +
    `const __filename = ${JSON.stringify(script)}; const require = createRequire(__filename);`;
  // The package leaves line breaks inside string literals unescaped.
  return new URL(`data:text/javascript,${encodeURIComponent(prelude + contents.replace(/\n/g, '\\n'))}`);
}

/** The functions that tfjs's backend expects in addition to Emscripten's. */
function tfjsInterface({ cwrap }: EmscriptenModule): object {
  return {
    init: cwrap('init', null, []),
    initWithThreadsCount: cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: cwrap('get_threads_count', 'number', []),
    registerTensor: cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: cwrap('dispose_data', null, ['number']),
    dispose: cwrap('dispose', null, []),
  };
}

async function within<Result>(milliseconds: number, promise: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not ready after ${milliseconds} ms.`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
