import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../src/base/source/source-file';
import { writeSpec } from '../../src/cli/output-files';
import { folderOf, tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

const broken = tinySpec.replace('filters: 4', 'filtres: 4');

describe('validate --fix', () => {
  it('fixes files in place and reports the rest', async () => {
    const wrong = `${broken}expect: { params: 5 }\n`;
    const folder = folderOf({
      'a.yaml': `\uFEFF${broken.replaceAll('\n', '\r\n')}`,
      'b.yaml': wrong,
      'c.yaml': tinySpec,
    });
    const text = (name: string) => readFileSync(join(folder, name), 'utf8');
    chmodSync(join(folder, 'a.yaml'), 0o640);
    symlinkSync('a.yaml', join(folder, 'link.yaml'));
    const paths = ['link.yaml', 'b.yaml', 'c.yaml'].map((name) => join(folder, name));
    const first = await runCli(['validate', '--fix', ...paths]);
    expect(first).toMatchObject({ code: 1, stderr: '' });
    expect(first.stdout).toContain('162 parameters, not 5 [claim/params]');
    expect(first.stdout.trimEnd().split('\n').at(-1)).toBe('fixed 2 problems; 1 error in 3 specs');
    expect(text('a.yaml')).toBe(`\uFEFF${tinySpec.replaceAll('\n', '\r\n')}`);
    expect(statSync(join(folder, 'a.yaml')).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(folder, 'link.yaml')).isSymbolicLink()).toBe(true);
    expect(text('b.yaml')).toBe(wrong.replace('filtres', 'filters'));
    const { mtimeNs } = statSync(join(folder, 'a.yaml'), { bigint: true });
    const again = await runCli(['validate', '--fix', ...paths]);
    expect(again.stdout.trimEnd().split('\n').at(-1)).toBe('1 error in 3 specs');
    expect(statSync(join(folder, 'a.yaml'), { bigint: true }).mtimeNs).toBe(mtimeNs);
  });

  it('prints the fixed text of standard input, and the report to stderr', async () => {
    expect(await runCli(['validate', '--fix', '-'], { stdin: `\uFEFF${broken}` })).toEqual({
      code: 0,
      stdout: `\uFEFF${tinySpec}`,
      stderr: 'fixed 1 problem; 1 spec checked, no problems found\n',
    });
  });

  it('counts fixes in machine-readable formats too', async () => {
    const path = join(folderOf({ 'a.yaml': broken }), 'a.yaml');
    const { code, stdout } = await runCli(['validate', '--fix', '--format', 'json', path]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ fixed: 1, diagnostics: [] });
  });

  it('does not fix ambiguous problems', async () => {
    const guess = tinySpec.replace('pool: 3', 'pool: 1');
    const path = join(folderOf({ 'a.yaml': guess }), 'a.yaml');
    const { code, stdout } = await runCli(['validate', '--fix', path]);
    expect(code).toBe(0);
    expect(stdout).toContain('1 warning in 1 spec');
    expect(readFileSync(path, 'utf8')).toBe(guess);
  });
});

describe('writeSpec', () => {
  it('does not overwrite a file that has changed', async () => {
    const path = join(folderOf({ 'a.yaml': broken }), 'a.yaml');
    writeFileSync(path, 'version: 1\n');
    await expect(
      writeSpec(path, new SourceFile(path, broken), new SourceFile(path, tinySpec)),
    ).rejects.toThrow('changed while it was being checked, so it was not written');
    expect(readFileSync(path, 'utf8')).toBe('version: 1\n');
  });

  it('cannot write to a URL', async () => {
    const file = new SourceFile('https://example.org/a.yaml', tinySpec);
    await expect(writeSpec(file.name, file, file)).rejects.toThrow('cannot be changed in place');
  });
});
