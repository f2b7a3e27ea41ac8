import { execFile } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { folderOf, tinySpec } from '../support/tiny-project';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string): unknown => parse(readFileSync(join(root, name), 'utf8'));
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
    branding: Record<string, string>;
    inputs: Record<string, { default: string; description: string }>;
    outputs: Record<string, { description: string }>;
    runs: { using: string; main: string };
  };

  /** Runs the action as GitHub does: inputs as environment variables, outputs appended to a file. */
  async function act(inputs: Record<string, string>, cwd: string): Promise<Run & { outputs: string }> {
    const filled = Object.entries(action.inputs).map(([name, input]) => [
      `INPUT_${name.toUpperCase()}`,
      inputs[name] ?? input.default,
    ]);
    const output = join(folderOf({ output: '' }), 'output');
    const result = await run(process.execPath, [join(root, action.runs.main)], cwd, {
      ...Object.fromEntries(filled),
      GITHUB_OUTPUT: output,
    });
    return { ...result, outputs: readFileSync(output, 'utf8') };
  }

  it('runs with the Node of the runner and has an icon', () => {
    expect(action.runs.using).toMatch(/^node\d+$/);
    expect(Object.keys(action.branding)).toEqual(['icon', 'color']);
  });

  it('marks mistakes as annotations and counts them', async () => {
    const folder = folderOf({ 'specs/a b.yaml': broken, 'specs/good.yaml': tinySpec });
    expect(await act({}, folder)).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /^::error file=specs\/a b\.yaml,line=6,endLine=6,col=32,endColumn=39,title=spec\/unknown-key::.*"filtres".*\n$/,
      ),
      stderr: '',
      outputs: 'errors=1\nwarnings=0\n',
    });
  });

  it('takes one spec per line, a format and a limit', async () => {
    const folder = folderOf({ 'nets/a b.yaml': tinySpec, 'other.yaml': tinySpec });
    const inputs = { specs: 'nets/*.yaml\nother.yaml\n', format: 'text', 'max-warnings': '0' };
    expect(await act(inputs, folder)).toEqual({
      code: 0,
      stdout: '2 specs checked, no problems found\n',
      stderr: '',
      outputs: 'errors=0\nwarnings=0\n',
    });
  });

  it('fails without specs', async () => {
    expect(await act({}, folderOf({ 'note.txt': '' }))).toMatchObject({ code: 2 });
  });

  it('neither treats a spec as an option nor runs commands in an input', async () => {
    const folder = folderOf({ 'note.txt': '' });
    const { code, stderr } = await act({ specs: '--help\n$(touch hacked)' }, folder);
    expect(code).toBe(2);
    expect(stderr).toContain('error: --help: no spec found');
    expect(stderr).toContain('error: $(touch hacked): no spec found');
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
    '%s runs on specs, in a clone without node_modules',
    async (_, { entry, language, files }) => {
      expect(language).toBe('script');
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
      const clone = folderOf({});
      cpSync(join(root, 'action'), join(clone, 'action'), { recursive: true });
      const [program = '', ...argv] = entry.split(' ');
      // pre-commit runs the file itself: its first line and its mode.
      const result = await run(join(clone, program), [...argv, ...chosen], folder, {});
      const fixes = argv.includes('--fix');
      expect(result).toMatchObject({ code: fixes ? 0 : 1, stderr: '' });
      expect(result.stdout).toContain(
        fixes ? 'fixed 1 problem; 2 specs checked, no problems found' : '1 error in 2 specs',
      );
    },
  );
});
