import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completionScripts, shells } from '../../src/cli/completion/scripts';
import { folderOf } from '../support/tiny-project';
import { runCli } from './run-cli';

it.each(shells)('prints the script of %s', async (shell) => {
  expect(await runCli(['completion', shell])).toEqual({
    code: 0,
    stdout: completionScripts[shell],
    stderr: '',
  });
});

describe('the script of bash, in bash', () => {
  /** The completions of bash for a line, with a fake convspec that prints these answers. */
  function inBash(line: readonly string[], answers: string): { reply: string[]; asked: string } {
    const folder = folderOf({
      convspec: `#!/bin/sh\nprintf '%s\\n' "$@" > "$(dirname "$0")/asked"\nprintf -- '${answers}'\n`,
      script: completionScripts.bash,
    });
    chmodSync(join(folder, 'convspec'), 0o755);
    const program = `compopt() { echo "compopt $*"; }
source ${folder}/script
COMP_WORDS=(${line.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${line.length - 1}
_convspec_complete
printf '%s\\n' "\${COMPREPLY[@]}"; complete -p convspec`;
    const stdout = execFileSync('bash', ['--norc', '-c', program], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    });
    return {
      reply: stdout.split('\n').filter((text) => text !== ''),
      asked: readFileSync(join(folder, 'asked'), 'utf8'),
    };
  }
  const registered = 'complete -F _convspec_complete convspec';

  it('passes the words after convspec, and removes descriptions', () => {
    const { reply, asked } = inBash(
      ['convspec', 'train', '--o'],
      '--out\\tthe folder\\n--overwrite\\treplace\\n',
    );
    expect(asked).toBe('complete\n--\ntrain\n--o\n');
    expect(reply).toEqual(['--out', '--overwrite', registered]);
  });

  it('passes an empty word at the start of a word, and completes files', () => {
    const { reply, asked } = inBash(['convspec', 'train', ''], ':files\\n');
    expect(asked).toBe('complete\n--\ntrain\n\n');
    expect(reply).toEqual(['compopt -o default', registered]);
  });

  it('adds no space after a key', () => {
    expect(inBash(['convspec', 'train', '--set', 'training.ep'], 'training.epochs=\\n').reply).toEqual([
      'compopt -o nospace',
      'training.epochs=',
      registered,
    ]);
  });
});
