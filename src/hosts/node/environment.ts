import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { version } from '../../../package.json';
import { packageVersion } from './installed-package';

/** Where and with what a run was made: what one has to know to make it again. `environment.json`. */
export interface Environment {
  /** When the run began, in ISO 8601; a run that was resumed keeps it, and tells everything else of where it went on. */
  readonly startedAt: string;
  readonly convspec: string;
  /** What runs the program: `Node.js 20.19.2`, `Chrome 140`. */
  readonly runtime: string;
  readonly platform: string;
  readonly cpus: { readonly model: string; readonly count: number };
  readonly backend: string;
  readonly device: string;
  readonly seed: number;
  /** Versions of the packages that calculate and decode; those that are not installed are left out. */
  readonly packages: Readonly<Record<string, string>>;
  /** The commit that the spec's folder was at; `null` where there is none. */
  readonly git: GitState | null;
}

export interface GitState {
  readonly commit: string;
  /** Whether a tracked file of the repository differs from it. */
  readonly changed: boolean;
}

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

/** What an environment tells of its run. */
export interface EnvironmentRun {
  /** Where the spec lies. */
  readonly specDirectory: string;
  readonly backend: string;
  readonly device: string;
  readonly seed: number;
  readonly startedAt: string;
}

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
