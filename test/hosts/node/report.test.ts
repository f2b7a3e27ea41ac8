import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { gitState, readEnvironment } from '../../../src/hosts/node/report';
import { folderOf } from '../../support/tiny-project';

describe('readEnvironment', () => {
  it('describes the environment of the run', async () => {
    const environment = await readEnvironment({
      specDirectory: folderOf({}),
      backend: 'wasm',
      device: 'CPU',
      seed: 7,
      startedAt: '2023-11-14T22:13:20.000Z',
    });
    expect(environment).toMatchObject({
      startedAt: '2023-11-14T22:13:20.000Z',
      convspec: packageJson.version,
      runtime: `Node.js ${process.versions.node}`,
      platform: `${process.platform} ${process.arch}`,
      backend: 'wasm',
      device: 'CPU',
      seed: 7,
      packages: {
        '@tensorflow/tfjs-core': expect.stringMatching(/^4\./),
        sharp: expect.stringMatching(/^\d/),
      },
    });
    expect(Object.values(environment.packages)).not.toContain(null);
    expect(JSON.parse(JSON.stringify(environment))).toEqual(environment);
  });
});

describe('gitState', () => {
  it('is the commit of the repository, and whether tracked files have changed', async () => {
    const folder = folderOf({ 'specs/net.yaml': 'version: 1\n' });
    const git = (...argv: string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b.c', ...argv], {
        encoding: 'utf8',
        stdio: 'pipe',
      }).trim();
    git('init', '-q');
    expect(await gitState(folder)).toBeNull();
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    const commit = git('rev-parse', 'HEAD');
    writeFileSync(join(folder, 'untracked.txt'), '');
    expect(await gitState(join(folder, 'specs'))).toEqual({ commit, changed: false });
    writeFileSync(join(folder, 'specs/net.yaml'), 'version: 2\n');
    expect(await gitState(join(folder, 'specs'))).toEqual({ commit, changed: true });
  });

  it.each(['no repository', 'no folder'])('is null with %s', async (what) => {
    const folder = folderOf({});
    expect(await gitState(what === 'no folder' ? join(folder, 'gone') : folder)).toBeNull();
  });
});
