import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** The main file of a package that registers itself like tfjs-node, on tfjs's `cpu` backend without its banner. */
export const working = (backend: Readonly<Record<string, unknown>>): string => `
  const tf = require('@tensorflow/tfjs-core');
  tf.copyRegisteredKernels('cpu', 'tensorflow');
  const backend = Object.assign(Object.create(tf.findBackend('cpu')), ${JSON.stringify({ firstUse: false, ...backend })});
  tf.registerBackend('tensorflow', () => backend, 3);
  tf.setBackend('tensorflow');
`;

/**
 * A temporary project whose package `name` has `main` as its main file, and either shares this checkout's tfjs-core or has a
 * copy with the version `coreVersion`.
 */
export function fakeProject(name: string, main: string, coreVersion?: string): string {
  const project = mkdtempSync(join(tmpdir(), 'convspec-tensorflow-'));
  onTestFinished(() => rmSync(project, { recursive: true }));
  const scope = join(project, 'node_modules', '@tensorflow');
  write(join(project, 'node_modules', name), main);
  write(join(scope, 'tfjs'), '');
  const core = join(scope, 'tfjs-core');
  if (coreVersion === undefined) symlinkSync(resolve('node_modules/@tensorflow/tfjs-core'), core);
  else write(core, '', coreVersion);
  return project;
}

function write(folder: string, main: string, version = '4.22.0'): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version, main: 'index.js' }));
  writeFileSync(join(folder, 'index.js'), main);
}

/** Puts a program with that name first in the PATH during the test; it prints `output` if its arguments contain `expected`. */
export function fakeProgram(name: string, output: string, expected = ''): void {
  const folder = mkdtempSync(join(tmpdir(), 'convspec-path-'));
  const script = `#!/bin/sh\ncase "$*" in *"${expected}"*) echo "${output}";; *) exit 6;; esac\n`;
  writeFileSync(join(folder, name), script, { mode: 0o755 });
  const { PATH } = process.env;
  process.env.PATH = `${folder}:${PATH}`;
  onTestFinished(() => {
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true });
  });
}
