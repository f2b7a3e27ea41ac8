import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeProgram, fakeProject } from './fake-tfjs-node';

function build(project: string, python: string): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['scripts/tensorflow/build-tfjs-node.mjs', project],
    { encoding: 'utf8', env: { ...process.env, CONVSPEC_PYTHON: python } },
  );
  return { status, stderr };
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'convspec-empty-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('the script that builds tfjs-node', () => {
  it('requires the package first', () => {
    const folder = emptyFolder();
    expect(build(folder, 'no-such-python')).toEqual({
      status: 1,
      stderr: `${folder} has no @tensorflow/tfjs-node.\nIn it: npm install --ignore-scripts @tensorflow/tfjs-node\n`,
    });
  });

  it('requires Python', () => {
    expect(build(fakeProject('@tensorflow/tfjs-node', ''), 'no-such-python')).toEqual({
      status: 1,
      stderr: '"no-such-python" does not run.\nName a Python that has TensorFlow in CONVSPEC_PYTHON.\n',
    });
  });

  it('requires TensorFlow in that Python', () => {
    fakeProgram('bare-python', '');
    expect(build(fakeProject('@tensorflow/tfjs-node', ''), 'bare-python')).toEqual({
      status: 1,
      stderr: '"bare-python" has no TensorFlow.\nbare-python -m pip install tensorflow-cpu\n',
    });
  });

  it('requires a wheel with the libraries, and does not change the package', () => {
    const wheel = emptyFolder();
    fakeProgram('other-python', wheel);
    const project = fakeProject('@tensorflow/tfjs-node', '');
    expect(build(project, 'other-python')).toEqual({
      status: 1,
      stderr: `${wheel} has no libtensorflow_cc.so.*, which the wheels for Linux have.\nTensorFlow 2.21 has it.\n`,
    });
    expect(existsSync(join(project, 'node_modules/@tensorflow/tfjs-node/deps'))).toBe(false);
  });
});
