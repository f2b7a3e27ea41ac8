import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, tinySpec } from '../support/tiny-project';
import { enter } from './enter';
import { runCli } from './run-cli';

const broken = tinySpec.replace('filters: 4', 'filtres: 4');

const finding = (
  file: string,
) => `${file}:6:32: error: unknown key "filtres"; did you mean "filters"? [spec/unknown-key]
  |
6 |   - { name: conv1, type: conv, filtres: 4, kernel: 3, batchNorm: { momentum: 0.5 }, activation: relu, pool: 3 }
  |                                ^^^^^^^
`;

describe('what it prints and returns', () => {
  it('reports that it found no problems', async () => {
    expect(await runCli(['validate', '-'], { stdin: tinySpec })).toEqual({
      code: 0,
      stdout: '1 spec checked, no problems found\n',
      stderr: '',
    });
  });

  it('prints each problem with its position', async () => {
    expect(await runCli(['validate', '-'], { stdin: broken })).toEqual({
      code: 1,
      stdout: `${finding('<stdin>')}\n1 error in 1 spec\n`,
      stderr: '',
    });
  });

  it('prints the same as JSON', async () => {
    const { code, stdout } = await runCli(['validate', '-', '--format', 'json'], { stdin: broken });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      diagnostics: [
        {
          code: 'spec/unknown-key',
          severity: 'error',
          message: 'unknown key "filtres"; did you mean "filters"?',
          file: '<stdin>',
          range: { start: { line: 6, column: 32 }, end: { line: 6, column: 39 } },
          path: ['blocks', 0, 'filtres'],
          related: [],
          suggestion: {
            range: { start: { line: 6, column: 32 }, end: { line: 6, column: 39 } },
            text: 'filters',
            certain: true,
          },
        },
      ],
      counts: { errors: 1, warnings: 0, notes: 0 },
      fixed: 0,
      updated: 0,
      unread: [],
    });
    const clean = await runCli(['validate', '-', '--format', 'json'], { stdin: tinySpec });
    expect(clean).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(clean.stdout)).toEqual({
      diagnostics: [],
      counts: { errors: 0, warnings: 0, notes: 0 },
      fixed: 0,
      updated: 0,
      unread: [],
    });
  });

  it('finds no problems in the specs of the repository', async () => {
    expect(await runCli(['validate', 'specs', '--max-warnings', '0'])).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['bytes that are not text', new Uint8Array([0xff, 0xfe, 0x00]), 'yaml/not-text'],
    ['a file over 2 MiB', new Uint8Array(2 ** 21 + 1).fill(0x20), 'yaml/too-large'],
    ['nothing', '', 'spec/'],
    ['a list', '- 1\n', 'spec/'],
    ['broken YAML', 'version: [1\n', 'yaml/syntax'],
  ])('reports %s as a problem of the spec', async (_, stdin, code) => {
    const result = await runCli(['validate', '-', '--format', 'json'], { stdin });
    expect(result).toMatchObject({ code: 1, stderr: '' });
    const { diagnostics } = JSON.parse(result.stdout) as { diagnostics: { code: string }[] };
    expect(diagnostics.map((diagnostic) => diagnostic.code).join()).toContain(code);
  });
});

describe('colors', () => {
  const red = '\u001b[31merror\u001b[39m';

  it.each([
    ['on a terminal', true, {}, true],
    ['not in a pipe', false, {}, false],
    ['not with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['not on a dumb terminal', true, { TERM: 'dumb' }, false],
    ['in a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['with FORCE_COLOR before NO_COLOR', true, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['not with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
  ])('%s', async (_, terminal, env, colored) => {
    const { stdout } = await runCli(['validate', '-'], { stdin: broken, terminal, env });
    expect(stdout.includes(red)).toBe(colored);
    expect(stdout.includes('\u001b')).toBe(colored);
  });
});

describe('which files', () => {
  const files = { 'a.yaml': tinySpec, 'b.yaml': broken, 'deep/c.yml': tinySpec, 'note.txt': 'no spec' };

  it.each<[string, string[], number, string]>([
    ['one file', ['a.yaml'], 0, '1 spec checked, no problems found'],
    ['several', ['a.yaml', 'deep/c.yml'], 0, '2 specs checked, no problems found'],
    ['a folder and all below', ['.'], 1, '1 error in 3 specs'],
    ['a glob', ['*.yaml'], 1, '1 error in 2 specs'],
    ['a glob over folders', ['**/*.yml'], 0, '1 spec checked, no problems found'],
    ['a file once, named twice', ['deep', 'deep/c.yml'], 0, '1 spec checked, no problems found'],
  ])('%s', async (_, paths, code, last) => {
    enter(folderOf(files));
    const result = await runCli(['validate', ...paths]);
    expect(result).toMatchObject({ code, stderr: '' });
    expect(result.stdout.trimEnd().split('\n').at(-1)).toBe(last);
  });

  it('reads Windows paths and globs, and skips node_modules in a folder', async () => {
    enter(folderOf({ ...files, 'node_modules/x/d.yaml': broken }));
    for (const path of ['deep\\c.yml', 'deep\\*.yml']) {
      expect((await runCli(['validate', path])).stdout).toBe('1 spec checked, no problems found\n');
    }
    expect((await runCli(['validate', '.'])).stdout).toContain('1 error in 3 specs\n');
  });

  it('reports every file, even if others cannot be read', async () => {
    enter(folderOf(files));
    expect(await runCli(['validate', 'nix.yaml', 'b.yaml', 'nix/*.yml'])).toEqual({
      code: 2,
      stdout: `${finding('b.yaml')}\n1 error in 1 spec\n`,
      stderr: expect.stringMatching(
        /^error: nix\/\*\.yml: no spec found\n.*\nerror: nix\.yaml: no such file or folder\n/,
      ),
    });
  });

  it('accepts an absolute glob', async () => {
    const folder = folderOf(files);
    const { code, stdout } = await runCli(['validate', join(folder, '*.yaml')]);
    expect(code).toBe(1);
    expect(stdout).toContain('1 error in 2 specs');
  });

  it('searches the folder specs by default', async () => {
    enter(folderOf({ 'specs/b.yaml': broken }));
    expect(await runCli(['validate'])).toEqual({
      code: 1,
      stdout: `${finding('specs/b.yaml')}\n1 error in 1 spec\n`,
      stderr: '',
    });
  });

  it.each([
    [['nix.yaml'], 'error: nix.yaml: no such file or folder\n  = hint: give the path of a spec in YAML\n'],
    [
      ['nix/*.yaml'],
      'error: nix/*.yaml: no spec found\n  = hint: give the path of a spec, a folder with specs, or a glob\n',
    ],
    [
      ['nix'],
      'error: nix: no spec found\n  = hint: give the path of a spec, a folder with specs, or a glob\n',
    ],
    [
      [],
      'error: no spec found: this folder has neither convspec.yaml nor a folder specs with *.yaml files\n  = hint: give the path of a spec, a folder with specs, or a glob\n',
    ],
  ])('rejects %j if it finds no spec', async (paths, stderr) => {
    enter(folderOf({ 'note.txt': '' }));
    expect(await runCli(['validate', ...paths])).toEqual({ code: 2, stdout: '', stderr });
  });
});

describe('--max-warnings', () => {
  it.each(['text', 'json', 'github', 'sarif', 'junit'])(
    'says why it fails, with --format %s',
    async (format) => {
      const argv = ['validate', '-', '--format', format, '--max-warnings'];
      const stdin = tinySpec.replace('pool: 3', 'pool: 1');
      expect(await runCli([...argv, '0'], { stdin })).toMatchObject({
        code: 1,
        stderr: 'error: 1 warning, more than --max-warnings 0\n',
      });
      expect(await runCli([...argv, '1'], { stdin })).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it.each(['abc', '-1', '1.5', ''])('rejects "%s"', async (count) => {
    expect(await runCli(['validate', '-', `--max-warnings=${count}`], { stdin: tinySpec })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Expected a whole number of at least 0.'),
    });
  });
});

describe('--ignore', () => {
  const noted = tinySpec.replace('pool: 3', 'pool: 1');

  it('ignores a warning', async () => {
    const strict = ['validate', '-', '--max-warnings', '0'];
    const { code, stdout } = await runCli(strict, { stdin: noted });
    expect(code).toBe(1);
    expect(stdout).toContain('[regularity/idle-pool]');
    expect(stdout).toContain('1 warning in 1 spec');
    expect(await runCli([...strict, '--ignore', 'regularity/idle-pool'], { stdin: noted })).toEqual({
      code: 0,
      stdout: '1 spec checked, no problems found\n',
      stderr: '',
    });
  });

  it.each([
    ['regularity/idle-pol', 'did you mean "regularity/idle-pool"?'],
    ['nonsense', 'unknown diagnostic code "nonsense"'],
    ['spec/unknown-key', '"spec/unknown-key" is an error and cannot be ignored'],
  ])('rejects %s', async (code, message) => {
    expect(await runCli(['validate', '-', '--ignore', code], { stdin: tinySpec })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });
});

describe('usage', () => {
  it.each([
    ['an unknown command', ['validat'], "unknown command 'validat'\n(Did you mean validate?)"],
    [
      'an unknown flag',
      ['validate', '--fromat', 'json'],
      "unknown option '--fromat'\n(Did you mean --format?)",
    ],
    [
      'an unknown format',
      ['validate', '--format', 'xml'],
      'Allowed choices are text, json, sarif, github, junit',
    ],
    ['no command', [], 'Usage: convspec'],
  ])('rejects %s', async (_, argv, stderr) => {
    expect(await runCli(argv)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(stderr),
    });
  });

  it.each([['--help'], ['validate', '--help'], ['help', 'train']])('prints help: %s %s', async (...argv) => {
    const result = await runCli(argv.filter((word) => word !== undefined));
    expect(result).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('Usage: convspec'),
    });
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});
