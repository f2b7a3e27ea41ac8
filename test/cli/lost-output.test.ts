import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundledProgram } from '../support/bundled-program';
import { tinyProject } from '../support/tiny-project';

const program = bundledProgram(new URL('lost-output-program.ts', import.meta.url));
let project = '';
let runs = 0;

beforeAll(async () => {
  let remove = () => {};
  project = await tinyProject({}, (removal) => {
    remove = removal;
  });
  return remove;
}, 60_000);

/** Makes the exit status of a pipe that of its first command. */
const first = '; exit "$' + '{PIPESTATUS[0]}"';

/** Trains in a new folder with a redirection of the shell. */
function train(redirection: string) {
  runs += 1;
  const out = join(project, `run-${runs}`);
  const command = `"$0" "$1" train "$2" --backend cpu --out "$3" ${redirection}`;
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', command, process.execPath, program, join(project, 'spec.yaml'), out],
    {
      encoding: 'utf8',
    },
  );
  return { status, stderr, files: existsSync(out) ? readdirSync(out) : [] };
}

const complete = expect.arrayContaining(['model.h5', 'report.html', 'history.json']);

describe.skipIf(!existsSync('/dev/full'))('a run whose output cannot be written', () => {
  it('ends with everything saved, and reports a full disk on stdout', () => {
    const { status, stderr, files } = train('> /dev/full');
    expect(files).toEqual(complete);
    expect(stderr).toContain(
      'error: cannot write to stdout: no space left on the device; the rest of the output is lost',
    );
    expect(status).toBe(1);
  });

  it.each([
    ['stderr is on a full disk', '2> /dev/full'],
    ['stdout is a closed pipe', `| true${first}`],
    ['stderr is a closed pipe', `2>&1 > /dev/null | true${first}`],
    ['both are closed', '>&- 2>&-'],
  ])('ends with everything saved if %s', (_, redirection) => {
    const { status, files } = train(redirection);
    expect(files).toEqual(complete);
    expect(status).toBe(0);
  });

  it('keeps a result from being lost in silence', () => {
    const full = openSync('/dev/full', 'w');
    const spec = join(project, 'spec.yaml');
    const { status, stderr } = spawnSync(process.execPath, [program, 'render', spec], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect([status, stderr]).toEqual([1, expect.stringContaining('cannot write to stdout')]);
  });
});
