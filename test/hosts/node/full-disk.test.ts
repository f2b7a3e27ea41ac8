import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { bundledProgram } from '../../support/bundled-program';
import { temporaryFolder } from '../../support/temporary-folder';

const program = bundledProgram(new URL('full-disk-program.ts', import.meta.url));

/** The number of values of a weight that the library writes in one piece, and of one that it writes in slabs. */
test.each([100_000, 1_500_000])('files that may not grow to hold %i values', (size) => {
  const folder = temporaryFolder();
  // 256 blocks are 128 KiB or 256 KiB, depending on the shell.
  const output = execFileSync(
    'sh',
    ['-c', 'ulimit -f 256; exec "$@"', 'sh', process.execPath, program, folder, String(size)],
    { encoding: 'utf8' },
  );
  const untouched = { kept: 'the old one', files: ['file'], bytes: 11 };
  expect(JSON.parse(output)).toEqual({
    largeModel: { reason: 'cannot write: file too large', ...untouched },
    largeText: { reason: 'cannot write: the file would be larger than allowed', ...untouched },
    afterwards: [100],
  });
});
