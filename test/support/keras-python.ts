import { execFileSync } from 'node:child_process';
import { test } from 'vitest';

/** A Python with Keras, TensorFlow and TensorBoard. */
const python = process.env.CONVSPEC_PYTHON || undefined;

/** A test that needs the real Keras; without it, it is skipped with the reason in its name. */
export const testWithKeras = (name: string, run: () => Promise<void>) =>
  python === undefined
    ? test.skip(`${name} (skipped: CONVSPEC_PYTHON does not name a Python with Keras)`, run)
    : test(name, { timeout: 300_000 }, run);

/** Runs a program with arguments, and returns the JSON in its last line of output. */
export function runPython(program: string, ...args: string[]): unknown {
  const output = execFileSync(python ?? 'python3', ['-c', program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, CUDA_VISIBLE_DEVICES: '', TF_CPP_MIN_LOG_LEVEL: '3', KERAS_BACKEND: 'tensorflow' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}
