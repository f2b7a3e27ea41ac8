import { spawnSync } from 'node:child_process';
import { test } from 'vitest';

const python = process.env.CONVSPEC_PYTHON || undefined;

/** `test` for tests that need a Python package; without it, they are skipped with the reason in their names. */
export function testWithPackage(name: 'onnx' | 'onnxruntime') {
  const isThere = python !== undefined && spawnSync(python, ['-c', `import ${name}`]).status === 0;
  return (title: string, run: () => Promise<void>) =>
    isThere
      ? test(title, { timeout: 300_000 }, run)
      : test.skip(`${title} (skipped: CONVSPEC_PYTHON does not name a Python with ${name})`, run);
}
