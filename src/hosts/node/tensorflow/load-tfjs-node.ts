import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import util from 'node:util';
import { engine, env, version_core } from '@tensorflow/tfjs-core';
import { BackendError } from '../../../run/backends/backend-error';
import { firstGpu, type Gpu } from './describe-device';

const recipe = 'build it against the TensorFlow of a Python: docs/backends.md';

/** What Node's loader says of a package, what that means, and what to do. `$1` is what the pattern caught. */
const failures: readonly {
  readonly pattern: RegExp;
  readonly reason: string;
  readonly remedy: (name: string) => string;
}[] = [
  {
    pattern: /native addon module .* can not be found|Cannot find module '.*tfjs_binding\.node'/s,
    reason: 'its native binding has been neither downloaded nor built',
    remedy: (name) => `npm rebuild ${name} --build-addon-from-source, or ${recipe}`,
  },
  {
    pattern: /(lib(?:cu|nv|nccl)[^:\s]*): cannot open shared object file/,
    reason: "CUDA's library $1 is missing",
    remedy: (name) => `install the CUDA that ${name} was built with, or ${recipe}`,
  },
  {
    pattern: /(libtensorflow[^:\s]*): cannot open shared object file/,
    reason: "TensorFlow's library $1 is missing",
    remedy: (name) => `npm rebuild ${name}, or ${recipe}`,
  },
  {
    pattern: /version `(GLIBC(?:XX)?_[\d.]+)' not found/,
    reason: 'its native binding needs $1, which is newer than what this system has',
    remedy: (name) => `npm rebuild ${name} --build-addon-from-source, or ${recipe}`,
  },
  {
    pattern: /Cannot find module '([^']*)'/,
    reason: 'its package $1 is missing',
    remedy: (name) => `install it anew: npm install ${name}`,
  },
];

/** The error of a tfjs-node that does not load, told by what Node's loader said. */
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

/** A tfjs-node that is installed. */
export interface TfjsNode {
  readonly name: (typeof packages)[number];
  /** The file that is its main export. */
  readonly entry: string;
}

/** The GPU's package first: where both are, the user means it. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/**
 * The tfjs-node of the user: from `folders`, as Node finds packages from a file there, or else beside this library.
 *
 * @throws {BackendError} where there is none
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
    'npm install @tensorflow/tfjs-node, or build it against the TensorFlow of a Python: docs/backends.md',
  );
}

/**
 * Registers tfjs's backend `tensorflow`, found from `folders` (the working directory unless given), where the program
 * has not done so yet. Resolves to the GPU that TensorFlow would take, as it was before.
 *
 * @throws {BackendError} where there is no tfjs-node, or it does not load
 */
export async function loadTfjsNode(folders?: readonly string[]): Promise<Gpu | undefined> {
  mendUtil();
  if (engine().findBackendFactory('tensorflow') !== null) return undefined;
  const found = findTfjsNode(folders ?? [process.cwd()]);
  // TensorFlow reserves most of the GPU's memory when it starts: what is free is asked before.
  const gpu = await firstGpu();
  // tfjs-node imports it too, maybe a copy of its own: of two, tfjs warns of each kernel of the later, and it must be the quiet one.
  await import('@tensorflow/tfjs-backend-cpu');
  importTfjsNode(found);
  return gpu;
}

/**
 * Node 23 took `util.isNullOrUndefined` away, which tfjs-node 4.22 calls in every operation. It is put back where it is
 * missing; nothing that is there is changed.
 */
function mendUtil(): void {
  const removed: { isNullOrUndefined?: (value: unknown) => boolean } = util;
  removed.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

/**
 * Imports tfjs-node, which registers the backend `tensorflow` with tfjs. It would also make it the current one, and
 * does not here.
 *
 * @throws {BackendError} that says why it does not load
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

/** The version of tfjs-core that a file there imports. */
function coreVersion(file: string): string {
  return createRequire(file)('@tensorflow/tfjs-core/package.json').version;
}

/** Copies of one version share the engine and its kernels; those of another would put theirs in place of ours. */
function otherCore(name: TfjsNode['name'], version: string): BackendError {
  return new BackendError(
    `${name}: its tfjs-core is ${version}, that of this program ${version_core}`,
    `npm install ${name}@${version_core} && npm dedupe`,
  );
}

/**
 * Has TensorFlow use oneDNN, unless the user says otherwise: it has depthwise convolutions with dilation, TensorFlow's own
 * kernels have none, and TensorFlow leaves it out on some processors. On AMD's, oneDNN's kernels for AVX-512 corrupt the
 * heap (seen with TensorFlow 2.21 on Zen 5: "malloc assertion failure"); those for AVX2 do not.
 */
function chooseKernels(processors: readonly string[]): void {
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  if (processors.some((model) => model.includes('AMD'))) process.env.ONEDNN_MAX_CPU_ISA ??= 'AVX2';
}

/**
 * Without switching the current backend, which would be the host program's, without tfjs's warnings of kernels that a
 * second copy registers again, and with nothing of TensorFlow's log below a warning, unless the user has said more.
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
