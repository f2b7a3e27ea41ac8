import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { bundledProgram } from '../../support/bundled-program';
import { temporaryFolder } from '../../support/temporary-folder';

const program = bundledProgram(new URL('full-disk-program.ts', import.meta.url));

/** Values of a weight: one that goes through the library in one piece, and one that goes in slabs. */
test.each([100_000, 1_500_000])('files that may not grow to hold %i values', (size) => {
  const folder = temporaryFolder();
  // A limit of 256 blocks is 128 KiB or 256 KiB, as the shell counts them.
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
