import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { alternatives } from '../../../base/diagnostics/suggest';
import { counted } from '../../../base/text/words';
import { encodeModel } from '../../../compile/onnx/encoding/encode-model';
import { GraphBuilder } from '../../../compile/onnx/graph-builder';
import { algorithmTable, plainAlgorithms } from '../../../layers/onnx/gradient-algorithms';
import { BackendError, packageError } from '../../../run/backends/backend-error';
import type { OpenedProvider } from '../../../run/backends/onnxruntime/onnxruntime';
import type { Device, OnnxRuntime } from '../../../run/backends/onnxruntime/program';
import { requireVulkan } from '../webgpu/vulkan';
import { gpuProviders, type Provider } from './gpu-providers';

interface ProviderFacts {
  readonly label: string;
  /** What to do where it does not start. */
  readonly remedy: string;
}

const providers = {
  cpu: { label: 'CPU', remedy: 'npm install onnxruntime-node@latest' },
  cuda: {
    label: 'CUDA',
    remedy:
      'it needs an NVIDIA GPU with CUDA 12 and cuDNN 9, and the files that the install script of onnxruntime-node fetches: npm rebuild onnxruntime-node, without ONNXRUNTIME_NODE_INSTALL=skip',
  },
  dml: { label: 'DirectML', remedy: 'it needs Windows 10 or newer and a GPU with DirectX 12' },
  coreml: { label: 'CoreML', remedy: 'it needs macOS' },
  webgpu: {
    label: 'WebGPU',
    remedy: 'it needs a GPU with a driver for Vulkan, Metal or Direct3D 12; on Linux also libvulkan1',
  },
} as const satisfies Record<Provider, ProviderFacts>;

const opened = new Map<Provider, OpenedProvider>();

/** @param wanted `cpu` unless given @throws BackendError on an unknown provider, and on one that does not start here */
export async function openProvider(wanted = 'cpu'): Promise<OpenedProvider> {
  if (!isProvider(wanted)) {
    throw new BackendError(
      `"${wanted}" is no provider of ONNX Runtime`,
      `here there may be ${alternatives(['cpu', ...gpuProviders].map((name) => `onnxruntime:${name}`))}`,
    );
  }
  const known = opened.get(wanted);
  if (known) return known;
  const runtime = await loadOnnxRuntime();
  const threads = availableParallelism();
  const hardware: Device = {
    runtime,
    options: {
      executionProviders: [wanted],
      logSeverityLevel: 4,
      // What is left to this process: by itself ONNX Runtime counts the cores of the whole machine.
      intraOpNumThreads: threads,
      // Patterns of memory are kept for each size of batch: a fifth more of it, and no faster.
      enableMemPattern: false,
    },
    algorithms: wanted === 'cpu' ? algorithmTable : plainAlgorithms,
  };
  await tryOut(wanted, hardware);
  const version = `ONNX Runtime ${runtime.env.versions.node ?? ''}`;
  const device =
    wanted === 'cpu'
      ? `CPU, ${version}, ${counted(threads, 'thread')}`
      : `${providers[wanted].label}, ${version}`;
  const found = { device, hardware };
  opened.set(wanted, found);
  return found;
}

/** Runs the smallest of graphs: what a provider lacks shows only then. @throws BackendError */
async function tryOut(provider: Provider, { runtime, options }: Device): Promise<void> {
  const { label, remedy } = providers[provider];
  if (provider === 'webgpu') requireVulkan();
  if (provider === 'cuda' && !hasCudaFiles()) {
    throw new BackendError('the files for CUDA are not in the package onnxruntime-node', remedy);
  }
  const graph = new GraphBuilder('try');
  const x = graph.input('x', [1]);
  graph.output('y', graph.node('Add', [x, graph.float(1)]), [1]);
  const bytes = encodeModel({ graph: graph.finish(), metadata: {} });
  try {
    const session = await runtime.InferenceSession.create(bytes, options);
    const { y } = await session.run({ x: new runtime.Tensor('float32', Float32Array.of(1), [1]) });
    await session.release();
    if (y?.data[0] !== 2) throw new Error('it does not add 1 and 1 up to 2');
  } catch (error) {
    throw new BackendError(`${label} does not start here: ${reasonOf(error)}`, remedy, { cause: error });
  }
}

/** The package has the files for the processor; those for CUDA are several hundred megabytes, and fetched by its install script. */
function hasCudaFiles(): boolean {
  const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const name =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  return existsSync(join(folder, 'bin', 'napi-v6', process.platform, process.arch, name));
}

/** The last sentence of what may name files and lines of ONNX Runtime's source. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [last = message] = message
    .trim()
    .split(/ was false\. |\n/)
    .slice(-1);
  return last.trim();
}

function isProvider(name: string): name is Provider {
  return Object.hasOwn(providers, name);
}

/** The package that the user brings. @throws BackendError when it is not installed or does not load */
export async function loadOnnxRuntime(): Promise<OnnxRuntime> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    throw packageError('onnxruntime-node', error);
  }
}
