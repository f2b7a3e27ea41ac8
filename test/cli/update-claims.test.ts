import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

const wrong = (eol = '\n') =>
  `${tinySpec}# Mine.\nexpect: { params: 5, source: the README } # why\n`.replaceAll('\n', eol);
const right = (eol = '\n') => wrong(eol).replace('params: 5', 'params: 162');
const reminder =
  'note: updated claims have a source (the README): remove it if it does not contain the new values\n';

describe('validate --update-claims', () => {
  it('writes the actual values, and nothing the second time', async () => {
    const folder = folderOf({
      'a.yaml': `\uFEFF${wrong('\r\n')}`,
      'b.yaml': tinySpec,
      'c.yaml': `${tinySpec.replace('filters: 4', 'filtres: 4')}expect: [{ params: 1 }, { macs: 1 }]\n`,
    });
    const text = (name: string) => readFileSync(join(folder, name), 'utf8');
    const result = await runCli(['validate', '--update-claims', folder]);
    expect(result).toMatchObject({ code: 1, stderr: reminder });
    expect(result.stdout.trimEnd().split('\n').at(-1)).toBe('updated 1 claim; 1 error in 3 specs');
    expect(text('a.yaml')).toBe(`\uFEFF${right('\r\n')}`);
    expect(await runCli(['validate', '--fix', '--update-claims', folder])).toEqual({
      code: 0,
      stdout: 'fixed 1 problem; updated 2 claims; 3 specs checked, no problems found\n',
      stderr: '',
    });
    expect(text('c.yaml')).toBe(`${tinySpec}expect: [{ params: 162 }, { macs: 3920 }]\n`);
    const { mtimeNs } = statSync(join(folder, 'a.yaml'), { bigint: true });
    expect(await runCli(['validate', '--update-claims', folder])).toEqual({
      code: 0,
      stdout: '3 specs checked, no problems found\n',
      stderr: '',
    });
    expect(statSync(join(folder, 'a.yaml'), { bigint: true }).mtimeNs).toBe(mtimeNs);
  });

  it('prints the updated text of standard input, and the report to stderr', async () => {
    expect(await runCli(['validate', '--update-claims', '-'], { stdin: wrong() })).toEqual({
      code: 0,
      stdout: right(),
      stderr: `updated 1 claim; 1 spec checked, no problems found\n${reminder}`,
    });
  });

  it('counts updates in machine-readable formats', async () => {
    const path = join(folderOf({ 'a.yaml': wrong() }), 'a.yaml');
    const { stdout } = await runCli(['validate', '--update-claims', '--format', 'json', path]);
    expect(JSON.parse(stdout)).toMatchObject({ fixed: 0, updated: 1, diagnostics: [] });
  });

  it('reports a file that cannot be written', async () => {
    const path = join(folderOf({ 'a.yaml': wrong() }), 'a.yaml');
    const url = new URL(`file://${path}`).href;
    const result = await runCli(['validate', '--update-claims', url]);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('a URL cannot be changed in place');
    expect(readFileSync(path, 'utf8')).toBe(wrong());
  });
});

describe('validate --dry-run', () => {
  it('lists the changes and writes nothing', async () => {
    const text = wrong().replace('filters: 4', 'filtres: 4');
    const path = join(folderOf({ 'a.yaml': text }), 'a.yaml');
    const line = text.split('\n').length - 1;
    expect(await runCli(['validate', '--fix', '--update-claims', '--dry-run', path])).toEqual({
      code: 1,
      stdout: `${path}:6:32: filtres → filters
${path}:${line}:19: params: 5 → 162
would fix 1 problem; would update 1 claim; 1 spec checked, no problems found
`,
      stderr: reminder,
    });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('succeeds if there is nothing to change', async () => {
    expect(await runCli(['validate', '--update-claims', '--dry-run', '-'], { stdin: right() })).toEqual({
      code: 0,
      stdout: '1 spec checked, no problems found\n',
      stderr: '',
    });
  });

  it('needs something to change', async () => {
    expect(await runCli(['validate', '--dry-run', '-'], { stdin: right() })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: --dry-run changes nothing by itself\n  = hint: use it with --fix or --update-claims\n',
    });
  });
});

it('prints failed claims as one result in every format', async () => {
  const text = `${tinySpec}expect: { params: 5, macs: 7 }\n`;
  const path = join(folderOf({ 'a.yaml': text }), 'a.yaml');
  const other = 'claim failed: the network has 3,920 multiply-adds, not 7';
  const count: Readonly<Record<string, (stdout: string) => number>> = {
    text: (stdout) => Number(/(\d+) error in 1 spec/.exec(stdout)?.[1]),
    json: (stdout) => JSON.parse(stdout).diagnostics.length,
    github: (stdout) => stdout.match(/^::error/gm)?.length ?? 0,
    sarif: (stdout) => JSON.parse(stdout).runs[0].results.length,
    junit: (stdout) => Number(/failures="(\d+)"/.exec(stdout)?.[1]),
  };
  for (const [format, results] of Object.entries(count)) {
    const { code, stdout } = await runCli(['validate', '--format', format, path]);
    expect([format, code, results(stdout), stdout.includes(other)]).toEqual([format, 1, 1, true]);
  }
});
