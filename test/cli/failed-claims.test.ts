import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildFromSpec, validateSpec } from '../../src/hosts/node/library';
import { folderOf, tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

const wrong = `${tinySpec}expect: { params: 5, macs: 3920 }\n`;
const error = `<stdin>:22:19: error: claim failed: the network has 162 parameters, not 5 [claim/params]
   |
22 | expect: { params: 5, macs: 3920 }
   |                   ^
   = hint: correct the network, or update the claims with validate-spec --update-claims

1 error
`.replaceAll('22', String(wrong.trimEnd().split('\n').length));

describe('a spec whose claims fail', () => {
  it.each([
    ['summary', '--depth', '1'],
    ['summary', '--format', 'json'],
    ['diagram'],
    ['render'],
    ['backends', '--format', 'json'],
  ])('%s %s %s prints what it prints without them, then the errors', async (...command) => {
    const words = command.filter((word) => word !== undefined);
    const notes = '--- notes ---';
    const sound = await runCli([...words, '-'], { stdin: tinySpec });
    const result = await runCli([...words, '-'], { stdin: wrong });
    // Notes are only printed without errors.
    const printed = sound.stdout.replace(/\n<stdin>:[\s\S]*/, notes).replace(notes, '');
    expect(result).toEqual({ code: 1, stdout: printed, stderr: error });
  });

  it('diff compares it, then prints the errors of both', async () => {
    const path = join(folderOf({ 'a.yaml': tinySpec.replace('filters: 4', 'filters: 5') }), 'a.yaml');
    const result = await runCli(['diff', path, '-'], { stdin: wrong });
    expect(result).toMatchObject({ code: 1, stderr: error });
    expect(result.stdout).toContain('filters  5 → 4');
  });

  it.each([
    ['train', ['train', '-']],
    ['rehearse', ['rehearse', '-', '--log', 'nix.csv']],
  ])('%s refuses it', async (_name, argv) => {
    expect(await runCli(argv, { stdin: wrong })).toEqual({ code: 1, stdout: '', stderr: error });
  });

  it('has a plan in the library, but cannot be built', async () => {
    const { plan, diagnostics } = await validateSpec({ yaml: wrong, name: '<stdin>' });
    expect(plan?.totals.params).toBe(162);
    expect(diagnostics.map(({ code }) => code)).toEqual(['claim/params']);
    await expect(buildFromSpec({ yaml: wrong, name: '<stdin>' })).rejects.toThrow('--update-claims');
  });
});

describe('claims that are true without --set', () => {
  const noted =
    'note: claim from the paper and torchvision is not true with --set classes=5: the network has 11,179,077 trainable parameters, not 11,689,512 [claim/overridden]';

  it('summary of a spec in our docs', async () => {
    const result = await runCli(['summary', 'specs/resnet-18.yaml', '--set', 'classes=5']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('[224, 224, 3] → 5 classes');
    expect(result.stdout).toContain(noted);
  });

  it.each([['render'], ['diagram'], ['summary', '--format', 'markdown']])(
    '%s prints the note to stderr',
    async (...command) => {
      const [name = '', ...more] = command;
      const result = await runCli([name, 'specs/resnet-18.yaml', ...more, '--set', 'classes=5']);
      expect(result.code).toBe(0);
      expect(result.stderr).toContain(noted);
    },
  );

  it('can be built and trained', async () => {
    const spec = readFileSync('specs/icons-12.yaml', 'utf8');
    const built = await buildFromSpec({ yaml: spec }, { set: { classes: 5 }, backend: 'cpu' });
    expect(built.plan.classCount).toBe(5);
  });
});
