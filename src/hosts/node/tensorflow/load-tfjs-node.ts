import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import util from 'node:util';
import { engine, env, version_core } from '@tensorflow/tfjs-core';
import { BackendError } from '../../../run/backends/backend-error';
import { firstGpu, type Gpu } from './describe-device';

const recipe = 'build it against the TensorFlow of a Python installation: docs/backends.md';

/** Messages of Node's loader, with what they mean and what to do. `$1` is the captured group of the pattern. */
const failures: readonly {
  readonly pattern: RegExp;
  readonly reason: string;
  readonly remedy: (name: string) => string;
}[] = [
  {
    pattern: /native addon module .* can not be found|Cannot find module '.*tfjs_binding\.node'/s,
    reason: 'its native binding is missing',
    remedy: (name) => `npm rebuild ${name} --build-addon-from-source, or ${recipe}`,
  },
  {
    pattern: /(lib(?:cu|nv|nccl)[^:\s]*): cannot open shared object file/,
    reason: 'the CUDA library $1 is missing',
    remedy: (name) => `install the version of CUDA that ${name} was built with, or ${recipe}`,
  },
  {
    pattern: /(libtensorflow[^:\s]*): cannot open shared object file/,
    reason: 'the TensorFlow library $1 is missing',
    remedy: (name) => `npm rebuild ${name}, or ${recipe}`,
  },
  {
    pattern: /version `(GLIBC(?:XX)?_[\d.]+)' not found/,
    reason: 'its native binding requires $1, which is newer than the version on this system',
    remedy: (name) => `npm rebuild ${name} --build-addon-from-source, or ${recipe}`,
  },
  {
    pattern: /Cannot find module '([^']*)'/,
    reason: 'its package $1 is missing',
    remedy: (name) => `reinstall it: npm install ${name}`,
  },
];

/** Explains why tfjs-node does not load, from the message of Node's loader. */
function loadFailure(error: unknown, name: string): BackendError {
  const message = error instanceof Error ? error.message : String(error);
  for (const { pattern, reason, remedy } of failures) {
    const match = pattern.exec(message);
    if (match) {
      return new BackendError(`${name}: ${reason.replace('$1', match[1] ?? '')}`, remedy(name), {
        cause: error,
      });
    }
  }
  const [line = ''] = message.split('\n');
  return new BackendError(`${name}: ${line}`, `npm rebuild ${name}, or ${recipe}`, {
    cause: error,
  });
}

/** An installed tfjs-node. */
export interface TfjsNode {
  readonly name: (typeof packages)[number];
  /** The file of its main export. */
  readonly entry: string;
}

/** The GPU package is first, because it is preferred if both are installed. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/**
 * Finds the user's tfjs-node: resolved from `folders` like from a file there, or else from this library.
 *
 * @throws {BackendError} if it is not installed
 */
export function findTfjsNode(folders: readonly string[]): TfjsNode {
  const here = typeof __filename === 'string' ? __filename : import.meta.url;
  for (const name of packages) {
    for (const from of [...folders.map((folder) => resolve(folder, 'noop.js')), here]) {
      try {
        return { name, entry: createRequire(from).resolve(name) };
      } catch {}
    }
  }
  throw new BackendError(
    'neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed',
    'npm install @tensorflow/tfjs-node, or build it against the TensorFlow of a Python installation: docs/backends.md',
  );
}

/**
 * Registers tfjs's backend `tensorflow`, unless the program has already done so. Resolves to the GPU that TensorFlow would
 * use, with its free memory before TensorFlow starts.
 *
 * @param folders where to look for the package (default: the working directory)
 * @throws {BackendError} if tfjs-node is not installed, or does not load
 */
export async function loadTfjsNode(folders?: readonly string[]): Promise<Gpu | undefined> {
  restoreIsNullOrUndefined();
  if (engine().findBackendFactory('tensorflow') !== null) return undefined;
  const found = findTfjsNode(folders ?? [process.cwd()]);
  // Read the free memory now, because TensorFlow reserves most of the GPU's memory when it starts.
  const gpu = await firstGpu();
  // tfjs-node imports it too, possibly as a separate copy. tfjs warns on each kernel of the second copy, so import ours first and silence that one.
  await import('@tensorflow/tfjs-backend-cpu');
  importTfjsNode(found);
  return gpu;
}

/**
 * Restores `util.isNullOrUndefined` if it is missing: Node 23 removed it, but tfjs-node 4.22 calls it in every operation.
 */
function restoreIsNullOrUndefined(): void {
  const removed: { isNullOrUndefined?: (value: unknown) => boolean } = util;
  removed.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

/**
 * Imports tfjs-node, which registers the backend `tensorflow` with tfjs, but keeps it from becoming the current backend.
 *
 * @throws {BackendError} that explains why it does not load
 */
function importTfjsNode({ name, entry }: TfjsNode): void {
  const require = createRequire(entry);
  try {
    const version = coreVersion(require.resolve('@tensorflow/tfjs'));
    if (version !== version_core) throw otherCore(name, version);
    chooseKernels(cpus().map(({ model }) => model));
    quietly(() => require(entry));
  } catch (error) {
    throw error instanceof BackendError ? error : loadFailure(error, name);
  }
}

/** The version of tfjs-core imported by a file. */
function coreVersion(file: string): string {
  return createRequire(file)('@tensorflow/tfjs-core/package.json').version;
}

/** Copies of the same version share the engine and its kernels; another version would replace our kernels with its own. */
function otherCore(name: TfjsNode['name'], version: string): BackendError {
  return new BackendError(
    `${name}: its tfjs-core has version ${version}, but this program uses ${version_core}`,
    `npm install ${name}@${version_core} && npm dedupe`,
  );
}

/**
 * Makes TensorFlow use oneDNN, unless the user has set it otherwise: oneDNN has depthwise convolutions with dilation, which
 * TensorFlow's own kernels do not, but TensorFlow disables it on some processors. On AMD processors, oneDNN's AVX-512
 * kernels corrupt the heap (seen with TensorFlow 2.21 on Zen 5: "malloc assertion failure"); its AVX2 kernels do not.
 */
function chooseKernels(processors: readonly string[]): void {
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  if (processors.some((model) => model.includes('AMD'))) process.env.ONEDNN_MAX_CPU_ISA ??= 'AVX2';
}

/**
 * Loads tfjs-node without switching the current backend of the host program, without tfjs's warnings on kernels that a
 * second copy registers again, and with TensorFlow's log limited to warnings, unless the user has set another log level.
 */
function quietly(load: () => void): void {
  const tfjs = engine();
  const isProduction = env().getBool('PROD');
  const logLevel = process.env.TF_CPP_MIN_LOG_LEVEL;
  tfjs.setBackend = async () => true;
  env().set('PROD', true);
  process.env.TF_CPP_MIN_LOG_LEVEL = logLevel ?? '1';
  try {
    load();
  } finally {
    Reflect.deleteProperty(tfjs, 'setBackend');
    env().set('PROD', isProduction);
    if (logLevel === undefined) delete process.env.TF_CPP_MIN_LOG_LEVEL;
  }
}
