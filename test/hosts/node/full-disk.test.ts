import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder';

/** Values of a weight: one that goes through the library in one piece, and one that goes in slabs. */
test.each([100_000, 1_500_000])('files that may not grow to hold %i values', async (size) => {
  const program = fileURLToPath(new URL('../../../node_modules/.cache/convspec-full-disk', import.meta.url));
  await build({
    entry: { program: fileURLToPath(new URL('full-disk-program.ts', import.meta.url)) },
    outDir: program,
    format: 'esm',
    outExtension: () => ({ js: '.mjs' }),
    external: ['h5wasm'],
    target: 'node20',
    dts: false,
    clean: false,
    config: false,
    silent: true,
  });
  const folder = temporaryFolder();
  // A limit of 256 blocks is 128 KiB or 256 KiB, as the shell counts them.
  const output = execFileSync(
    'sh',
    [
      '-c',
      'ulimit -f 256; exec "$@"',
      'sh',
      process.execPath,
      join(program, 'program.mjs'),
      folder,
      String(size),
    ],
    { encoding: 'utf8' },
  );
  const untouched = { kept: 'the old one', files: ['file'], bytes: 11 };
  expect(JSON.parse(output)).toEqual({
    largeModel: { reason: 'cannot write: file too large', ...untouched },
    largeText: { reason: 'cannot write: the file would be larger than allowed', ...untouched },
    afterwards: [100],
  });
});
