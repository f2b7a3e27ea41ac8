import { spawnSync } from 'node:child_process';
import { test } from 'vitest';

const python = process.env.CONVSPEC_PYTHON || undefined;

/** `test` for those that need a package of Python; without it they are skipped, and their names say why. */
export function testWithPackage(name: 'onnx' | 'onnxruntime') {
  const isThere = python !== undefined && spawnSync(python, ['-c', `import ${name}`]).status === 0;
  return (title: string, run: () => Promise<void>) =>
    isThere
      ? test(title, { timeout: 300_000 }, run)
      : test.skip(`${title} (skipped: CONVSPEC_PYTHON does not name a Python with ${name})`, run);
}
