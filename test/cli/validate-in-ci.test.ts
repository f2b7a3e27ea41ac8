import { execFile } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { folderOf, tinySpec } from '../support/tiny-project';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string): unknown => parse(readFileSync(join(root, name), 'utf8'));
const { bin, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  bin: Record<string, string>;
  version: string;
};
const broken = tinySpec.replace('filters: 4', 'filtres: 4');

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  program: string,
  argv: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      program,
      argv,
      { cwd, env: { ...process.env, FORCE_COLOR: undefined, ...env } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe('action.yml', () => {
  const action = read('action.yml') as {
    inputs: Record<string, { default: string; description: string }>;
    runs: { using: string; steps: { shell: string; env: Record<string, string>; run: string }[] };
  };

  /** Runs the steps of the action as GitHub does: expressions filled in, each step a script. */
  async function act(inputs: Record<string, string>, cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Run> {
    expect(action.runs).toMatchObject({ using: 'composite', steps: [{ shell: 'bash' }] });
    const [step] = action.runs.steps;
    expect(step?.run).not.toContain('${{');
    const filled = Object.entries(step?.env ?? {}).map(([key, value]) => [
      key,
      value
        .replace(
          /\$\{\{ inputs\.([a-z-]+) \}\}/g,
          (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '?',
        )
        .replace(/\$\{\{ github\.action_path \}\}/, root),
    ]);
    const script = join(folderOf({ 'step.sh': step?.run ?? '' }), 'step.sh');
    return run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], cwd, {
      ...Object.fromEntries(filled),
      ...env,
    });
  }

  it('marks mistakes as annotations', async () => {
    const folder = folderOf({ 'specs/a b.yaml': broken, 'specs/good.yaml': tinySpec });
    expect(await act({ version: 'local' }, folder)).toEqual({
      code: 1,
      stdout:
        '::error file=specs/a b.yaml,line=6,endLine=6,col=32,endColumn=39,title=spec/unknown-key::unknown key "filtres", did you mean "filters"?\n',
      stderr: '',
    });
  });

  it('takes one spec per line, a format and a limit', async () => {
    const folder = folderOf({ 'nets/a b.yaml': tinySpec, 'other.yaml': tinySpec });
    const inputs = {
      version: 'local',
      specs: 'nets/*.yaml\nother.yaml\n',
      format: 'text',
      'max-warnings': '0',
    };
    expect(await act(inputs, folder)).toEqual({
      code: 0,
      stdout: '2 specs checked, no problems found\n',
      stderr: '',
    });
  });

  it('fails without specs', async () => {
    expect(await act({ version: 'local' }, folderOf({ 'note.txt': '' }))).toMatchObject({ code: 2 });
  });

  it('neither treats a spec as an option nor runs commands in an input', async () => {
    const folder = folderOf({ 'note.txt': '' });
    const { code, stderr } = await act({ version: 'local', specs: '--help\n$(touch hacked)' }, folder);
    expect(code).toBe(2);
    expect(stderr).toContain('error: --help: no spec found');
    expect(stderr).toContain('error: $(touch hacked): no spec found');
  });

  it('runs the requested version with npx', async () => {
    const fake = folderOf({ npx: '#!/bin/sh\nprintf "%s\\n" "$@"\n' });
    chmodSync(join(fake, 'npx'), 0o755);
    const { stdout } = await act({ version, specs: 'a.yaml' }, fake, { PATH: `${fake}:${process.env.PATH}` });
    expect(stdout.trimEnd().split('\n')).toEqual([
      ...['--yes', '--package', `convspec@${version}`, 'validate-spec', '--format', 'github', '--', 'a.yaml'],
    ]);
  });
});

describe('.pre-commit-hooks.yaml', () => {
  const hooks = read('.pre-commit-hooks.yaml') as {
    id: string;
    entry: string;
    language: string;
    files: string;
  }[];

  it.each(hooks.map((hook) => [hook.id, hook] as const))(
    '%s runs on specs',
    async (_, { entry, language, files }) => {
      expect(language).toBe('node');
      const pattern = new RegExp(files);
      const staged = [
        'specs/a.yaml',
        'specs/deep/b.yml',
        'compose.yaml',
        'specs/README.md',
        'docs/specs/c.yaml',
      ];
      const chosen = staged.filter((path) => pattern.test(path));
      expect(chosen).toEqual(['specs/a.yaml', 'specs/deep/b.yml']);
      const folder = folderOf({ 'specs/a.yaml': tinySpec, 'specs/deep/b.yml': broken });
      const [program = '', ...argv] = entry.split(' ');
      const result = await run(
        process.execPath,
        [join(root, bin[program] ?? ''), ...argv, ...chosen],
        folder,
        {},
      );
      const fixes = argv.includes('--fix');
      expect(result).toMatchObject({ code: fixes ? 0 : 1, stderr: '' });
      expect(result.stdout).toContain(
        fixes ? 'fixed 1 problem; 2 specs checked, no problems found' : '1 error in 2 specs',
      );
    },
  );
});
