import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { version } from '../../../package.json';
import type { Environment, EnvironmentRun, GitState } from '../../run/report/environment';
import { packageVersion } from './installed-package';

const packages = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  'webgpu',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
  'onnxruntime-node',
  'sharp',
];

/** Looks at this process and machine. */
export async function readEnvironment(run: EnvironmentRun): Promise<Environment> {
  const [core] = cpus();
  const versions = await Promise.all(
    packages.map(async (name) => [name, await packageVersion(name)] as const),
  );
  return {
    startedAt: run.startedAt,
    convspec: version,
    runtime: `Node.js ${process.versions.node}`,
    platform: `${process.platform} ${process.arch}`,
    cpus: { model: core?.model.trim() ?? 'unknown', count: cpus().length },
    backend: run.backend,
    device: run.device,
    seed: run.seed,
    packages: Object.fromEntries(
      versions.flatMap(([name, found]) => (found === null ? [] : [[name, found]])),
    ),
    git: await gitState(run.specDirectory),
  };
}

/** Nothing of the repository is run, and nothing in it is locked. */
const guarded = ['--no-optional-locks', '-c', 'core.fsmonitor=false'];

/** The commit of the repository around a folder; `null` without one, or without git. */
export async function gitState(directory: string): Promise<GitState | null> {
  const git = async (...argv: string[]) => {
    const { stdout } = await promisify(execFile)('git', [...guarded, '-C', directory, ...argv], {
      timeout: 5_000,
    });
    return stdout.trim();
  };
  try {
    const commit = await git('rev-parse', 'HEAD');
    return { commit, changed: (await git('status', '--porcelain', '--untracked-files=no')) !== '' };
  } catch {
    return null;
  }
}
