import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readKerasH5 } from '../support/node-formats';
import { tinyProject } from '../support/tiny-project';
import { type ProcessResult, root, runNode } from './run-node';

/** Starts an endless run, and calls `react` with its stderr so far. */
async function startRun(
  flags: readonly string[],
  react: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<ProcessResult & { readonly run: string }> {
  const project = await tinyProject();
  const run = join(project, 'run');
  const argv = [join(root, 'dist/bin/convspec.js'), 'train', 'spec.yaml', '--out', run, '--backend', 'cpu'];
  const long = ['--set', 'training.epochs=10000', '--set', 'callbacks=[]', ...flags];
  return { run, ...(await runNode([...argv, ...long], { cwd: project, onStderr: react })) };
}

const temporary = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.tmp'));
const stopping = 'Stopping after this batch and saving. Press Ctrl-C again to quit immediately.';

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('saves and ends the run: %s', async (signal) => {
    let sent = false;
    const { run, code, stdout, stderr } = await startRun([], (text, kill) => {
      if (!sent && /^epoch +2\//m.test(text)) {
        sent = true;
        kill(signal);
      }
    });
    expect(code).toBe(130);
    expect(stderr).toContain(`\n${stopping}\n`);
    expect(stderr).toContain('\nstopped: interrupted\n');
    expect(stdout.replace('npx convspec', 'convspec')).toBe(
      `\nsaved in run:\n  spec.yaml\n  environment.json\n  history.json\n  history.csv\n  model.h5\n  report.html\n\nto resume: convspec train --resume run\n`,
    );
    expect(temporary(run)).toEqual([]);
    const { epochs } = JSON.parse(readFileSync(join(run, 'history.json'), 'utf8')) as { epochs: unknown[] };
    expect(epochs.length).toBeGreaterThanOrEqual(2);
    expect((await readKerasH5(join(run, 'model.h5'))).weightInfos).toHaveLength(8);
  });

  it('forwarded by npm too counts once: the run still saves', async () => {
    let sent = false;
    const { run, code } = await startRun([], (text, kill) => {
      if (!sent && /^epoch +2\//m.test(text)) {
        sent = true;
        kill('SIGINT');
        kill('SIGTERM');
      }
    });
    expect(code).toBe(130);
    expect(existsSync(join(run, 'model.h5'))).toBe(true);
  });
});
