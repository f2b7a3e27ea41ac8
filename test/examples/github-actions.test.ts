import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../package/run-node';
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
  const folder = folderOf({ 'specs/tiny.yaml': spec, 'summary.md': '' });
  symlinkSync(root, join(folder, 'convspec'));
  const env = { ...process.env, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
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
    const { failed, annotations, sarif, summary } = await act(tinySpec);
    expect({ failed, annotations }).toEqual({ failed: false, annotations: '' });
    expect(sarif.runs[0].results).toEqual([]);
    expect(summary).toContain('162');
  });

  it('annotates a problem on its line, and uploads it despite the failure', async () => {
    const { failed, annotations, sarif, summary } = await act(tinySpec.replace('filters: 4', 'filtres: 4'));
    expect(failed).toBe(true);
    expect(annotations).toMatch(/^::error file=specs\/tiny\.yaml,line=6,.*filtres/);
    expect(sarif.runs[0].results).not.toEqual([]);
    expect(summary).toBe('');
  });
});
