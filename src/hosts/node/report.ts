import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { version } from '../../../package.json';
import { UserError } from '../../base/diagnostics/user-error';
import type { PlotLibrary } from '../../run/report/charts';
import type { Environment, EnvironmentRun, GitState } from '../../run/report/environment';
import type { EncodeImage } from '../../run/report/mistake-gallery';

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

/** As WebP, by sharp. */
export const encodeImage: EncodeImage = async (pixels, [height, width, channels], largest) => {
  const bytes = await sharp(pixels, { raw: { width, height, channels: channels === 1 ? 1 : 3 } })
    .resize(largest, largest, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 85 })
    .toBuffer();
  return `data:image/webp;base64,${bytes.toString('base64')}`;
};

/** uPlot as it is installed. @throws UserError when it is not */
export async function readPlotLibrary(): Promise<PlotLibrary> {
  const script = await readPackageFile('uplot', 'dist/uPlot.iife.min.js');
  const style = await readPackageFile('uplot', 'dist/uPlot.min.css');
  if (script !== null && style !== null) return { script, style };
  throw new UserError('the package uplot is not installed', 'install the dependencies of convspec anew');
}

/** The text of a file of an installed package, whatever the package exports; `null` where it is not installed. */
async function readPackageFile(name: string, path: string): Promise<string | null> {
  const here = typeof __filename === 'string' ? __filename : import.meta.url;
  for (const folder of createRequire(here).resolve.paths(name) ?? []) {
    const text = await readFile(join(folder, name, path), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  return null;
}

/** The version of an installed package; `null` where it is not installed. */
export async function packageVersion(name: string): Promise<string | null> {
  const text = await readPackageFile(name, 'package.json');
  return text === null ? null : String(JSON.parse(text).version);
}
