import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { webgpuInNode } from '../../../../src/hosts/node/backends';
import { useSoftwareGpu } from '../../../support/software-gpu';
import { tinyProject } from '../../../support/tiny-project';
import { whereAvailable } from '../../../support/where-available';
import { oneLayerSpec } from './one-layer';

useSoftwareGpu();

const bundle = fileURLToPath(new URL('../../../../node_modules/.cache/convspec-webgpu', import.meta.url));

/** Destroys the device of the process when it gets the signal SIGUSR2. */
const loseDevice =
  "data:text/javascript,process.on('SIGUSR2',()=>_tfengine.registry.webgpu.device.destroy())";

/**
 * Trains the tiny project in a process of its own; `signal` is sent after the first epoch. Rejects when a crash or a
 * signal ended the process.
 */
async function trainOn(backend: string, signal?: NodeJS.Signals): Promise<{ code: number; stderr: string }> {
  const project = await tinyProject({ 'spec.yaml': oneLayerSpec });
  const spec = ['train', join(project, 'spec.yaml'), '--out', join(project, 'run')];
  const child = spawn(
    process.execPath,
    ['--import', loseDevice, join(bundle, 'convspec.mjs'), ...spec, '--backend', backend],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (signal && /epoch 1/.test(stderr + text) && !/epoch 1/.test(stderr)) child.kill(signal);
    stderr += text;
  });
  return new Promise((settle, fail) => {
    child.on('error', fail);
    child.on('close', (code, killed) => {
      if (code === null) fail(new Error(`ended by ${killed}: ${stderr}`));
      else settle({ code, stderr });
    });
  });
}

await whereAvailable(webgpuInNode, () => {
  beforeAll(() =>
    build({
      entryPoints: [fileURLToPath(new URL('../../../../src/cli/bin/convspec.ts', import.meta.url))],
      outdir: bundle,
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outExtension: { '.js': '.mjs' },
      logLevel: 'silent',
    }),
  );

  it.each([
    { how: 'trained', backend: 'webgpu', code: 0, says: /epoch 2/ },
    { how: 'was interrupted', backend: 'webgpu', signal: 'SIGINT', code: 130, says: /stopped: interrupted/ },
    {
      how: 'lost its device',
      backend: 'webgpu',
      signal: 'SIGUSR2',
      code: 1,
      says: /the GPU device was lost/,
    },
    {
      how: 'asked for another GPU',
      backend: 'webgpu:no such',
      code: 1,
      says: /no GPU matches "no such", available: ".*"/,
    },
  ] as const)(
    'a process that $how ends by itself, with its exit code',
    async ({ backend, code, says, ...rest }) => {
      const ended = await trainOn(backend, 'signal' in rest ? rest.signal : undefined);
      expect(ended.stderr).toMatch(says);
      expect(ended.stderr).not.toMatch(/\n\s+at /);
      expect(ended.code).toBe(code);
    },
  );
});
