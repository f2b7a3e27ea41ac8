import { execFileSync } from 'node:child_process';
import { test } from 'vitest';

/** A Python that has Keras, TensorFlow and TensorBoard. */
const python = process.env.CONVSPEC_PYTHON || undefined;

/** A test that needs the real Keras; without one it is skipped, and its name says why. */
export const testWithKeras = (name: string, run: () => Promise<void>) =>
  python === undefined
    ? test.skip(`${name} (skipped: CONVSPEC_PYTHON does not name a Python with Keras)`, run)
    : test(name, { timeout: 300_000 }, run);

/** Runs a program with arguments; the JSON that it prints as its last line. */
export function runPython(program: string, ...args: string[]): unknown {
  const output = execFileSync(python ?? 'python3', ['-c', program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, CUDA_VISIBLE_DEVICES: '', TF_CPP_MIN_LOG_LEVEL: '3', KERAS_BACKEND: 'tensorflow' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}
