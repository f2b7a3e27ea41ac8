import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root, runNode } from '../package/run-node';
import { folderOf, tinySpec } from '../support/tiny-project';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string | number>>;
}

const workflow = parse(readFileSync(join(root, 'examples/github-actions/validate-specs.yml'), 'utf8')) as {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: { readonly validate: { readonly steps: readonly Step[] } };
};
const { steps } = workflow.jobs.validate;
/** The action of this repository, whose owner is a placeholder. */
const action = steps.find(({ uses }) => uses?.includes('/convspec@'))?.uses;

/** The command of a step that can run here: a script, or convspec's action. */
function commandOf({ uses, run, with: inputs = {} }: Step) {
  if (uses === action) {
    const variables = Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      `${value}`,
    ]);
    return {
      file: process.execPath,
      args: [join(root, 'action/main.mjs')],
      env: Object.fromEntries(variables),
    };
  }
  if (run === undefined || run.startsWith('npm ci')) return undefined;
  return { file: 'bash', args: ['-eo', 'pipefail', '-c', run], env: {} };
}

/** Runs the steps of the workflow like GitHub, except for other actions and the build: this project is its clone. */
async function act(spec: string) {
  const folder = folderOf({ 'specs/tiny.yaml': spec, 'summary.md': '', 'output.txt': '' });
  symlinkSync(root, join(folder, 'convspec'));
  const env = {
    ...process.env,
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    GITHUB_OUTPUT: join(folder, 'output.txt'),
  };
  const outputs: string[] = [];
  let failed = false;
  for (const step of steps) {
    const command = commandOf(step);
    if (command === undefined || (failed && step.if !== 'always()')) continue;
    const { file, args } = command;
    try {
      const { stdout } = await promisify(execFile)(file, args, {
        cwd: folder,
        env: { ...env, ...command.env },
      });
      outputs.push(stdout);
    } catch (error) {
      failed = true;
      outputs.push((error as { readonly stdout: string }).stdout);
    }
  }
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return {
    failed,
    annotations: outputs[0],
    outputs: read('output.txt'),
    sarif: JSON.parse(read('specs.sarif')),
    summary: read('summary.md'),
  };
}

describe('the workflow', () => {
  it('has the structure that GitHub requires', () => {
    expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push']);
    // Only the permissions that the upload needs.
    expect(workflow.permissions).toEqual({ contents: 'read', 'security-events': 'write' });
    for (const { uses, run } of steps) expect([uses, run].filter(Boolean)).toHaveLength(1);
    for (const { uses = 'a/b@v1' } of steps) expect(uses).toMatch(/^[\w-]+\/([\w/-]+@v\d+|convspec@main)$/);
    expect(steps.filter(({ uses }) => uses === action)).toHaveLength(1);
  });

  it('passes valid specs and summarizes them', async () => {
    const { failed, annotations, outputs, sarif, summary } = await act(tinySpec);
    expect({ failed, annotations, outputs }).toEqual({
      failed: false,
      annotations: '',
      outputs: 'errors=0\nwarnings=0\n',
    });
    expect(sarif.runs[0].results).toEqual([]);
    expect(summary).toContain('162');
  });

  it('annotates a problem on its line, and uploads it despite the failure', async () => {
    const wrong = tinySpec.replace('filters: 4', 'filtres: 4');
    const { failed, annotations, outputs, sarif, summary } = await act(wrong);
    expect(failed).toBe(true);
    expect(outputs).toBe('errors=1\nwarnings=0\n');
    expect(annotations).toMatch(/^::error file=specs\/tiny\.yaml,line=6,.*filtres/);
    expect(sarif.runs[0].results).not.toEqual([]);
    expect(summary).toBe('');
  });
});

describe('the action', () => {
  /** Runs the action in a folder with one spec. */
  async function run(inputs: Readonly<Record<string, string>>) {
    const cwd = folderOf({ 'specs/tiny.yaml': tinySpec, 'output.txt': '' });
    const env = { ...process.env, GITHUB_OUTPUT: join(cwd, 'output.txt'), ...inputs };
    const main = join(root, 'action/main.mjs');
    const { code, stdout } = await runNode([main], { cwd, env });
    return { code, stdout, outputs: readFileSync(join(cwd, 'output.txt'), 'utf8') };
  }

  it('declares what it needs of GitHub', () => {
    const { runs, branding, inputs, outputs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
    expect(runs).toEqual({ using: 'node24', main: 'action/main.mjs' });
    expect(Object.keys(branding)).toEqual(['icon', 'color']);
    expect(Object.keys(inputs)).toEqual(['specs', 'format', 'max-warnings']);
    expect(Object.keys(outputs)).toEqual(['errors', 'warnings']);
  });

  it('sets its outputs with every format, in one run of the checker', async () => {
    for (const format of ['text', 'json', 'sarif', 'github', 'junit'])
      expect(await run({ INPUT_FORMAT: format })).toMatchObject({
        code: 0,
        outputs: 'errors=0\nwarnings=0\n',
      });
  });

  it('refuses standard input, and sets no outputs if a spec could not be read', async () => {
    expect(await run({ INPUT_SPECS: 'specs\n-' })).toEqual({
      code: 2,
      stdout:
        '::error::specs: expected files, folders or globs, received "-"; an action has no standard input\n',
      outputs: '',
    });
    expect(await run({ INPUT_SPECS: 'missing.yaml' })).toMatchObject({ code: 2, outputs: '' });
  });
});
