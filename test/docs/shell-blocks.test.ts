import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli } from '../cli/run-cli';
import { codeBlocks } from './pages';

const lines = codeBlocks('sh', 'bash', 'console').flatMap(({ place, text }) =>
  text
    .split('\n')
    .map((line) => line.replace(/^\$ /, '').replace(/ +#.*$/, ''))
    .filter((line) => /^(npx )?(convspec|validate-spec) /.test(line))
    .map((line) => [`${place}: ${line}`, line] as const),
);

it.each(lines)('%s names a command and flags that there are', async (_, line) => {
  const [program, ...words] = line.replace(/^npx /, '').split(/\s+/);
  const command = program === 'validate-spec' ? 'validate' : (words[0] ?? '');
  const { code, stdout } = await runCli([command, '--help']);
  expect(code).toBe(0);
  expect(unknownFlags(words, stdout)).toEqual([]);
});

const rows = [...readFileSync('docs/commands.md', 'utf8').matchAll(/^\| `convspec (\w+)(.*)$/gm)].map(
  ([, command = '', row = '']) => [command, row] as const,
);

it('docs/commands.md lists every command', async () => {
  const { stdout } = await runCli(['--help']);
  const commands = [...stdout.slice(stdout.indexOf('Commands:')).matchAll(/^ {2}(\w+)/gm)].map(
    ([, name]) => name,
  );
  expect(rows.map(([command]) => command).sort()).toEqual(commands.filter((name) => name !== 'help').sort());
});

it.each(rows)('docs/commands.md names flags that %s has', async (command, row) => {
  const { stdout } = await runCli([command, '--help']);
  expect(unknownFlags(row.match(/(?<=[\s`])--?[a-z-]+/g) ?? [], stdout)).toEqual([]);
});

function unknownFlags(words: readonly string[], help: string): readonly string[] {
  const flags = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*$/, ''));
  return flags.filter((flag) => !new RegExp(`(^|[ ,])${flag}\\b`, 'm').test(help));
}
