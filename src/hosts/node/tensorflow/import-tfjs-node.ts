import { engine, env, version_core } from '@tensorflow/tfjs-core';
import { BackendError } from '../../../run/backends/backend-error';
import type { TfjsNode } from './find-tfjs-node';
import { loadFailure } from './load-failure';
import type { NodeModules } from './node-modules';

/**
 * Imports tfjs-node, which registers the backend `tensorflow` with tfjs. It would also make it the current one, and
 * does not here.
 *
 * @throws {BackendError} that says why it does not load
 */
export function importTfjsNode({ module }: NodeModules, { name, entry }: TfjsNode): void {
  const require = module.createRequire(entry);
  try {
    const version = coreVersion(module, require.resolve('@tensorflow/tfjs'));
    if (version !== version_core) throw otherCore(name, version);
    quietly(() => require(entry));
  } catch (error) {
    throw error instanceof BackendError ? error : loadFailure(error, name);
  }
}

/** The version of tfjs-core that a file there imports. */
function coreVersion({ createRequire }: NodeModules['module'], file: string): string {
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
  // oneDNN has depthwise convolutions with dilation, TensorFlow's own kernels have none; it leaves oneDNN out on some processors.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  try {
    load();
  } finally {
    Reflect.deleteProperty(tfjs, 'setBackend');
    env().set('PROD', isProduction);
    if (logLevel === undefined) delete process.env.TF_CPP_MIN_LOG_LEVEL;
  }
}
