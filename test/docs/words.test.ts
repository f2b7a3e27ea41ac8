import { readdirSync, readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, it } from 'vitest';
import { commandTable } from '../../src/cli/command-table';
import { runCli } from '../cli/run-cli';
import { avoidedIn, literalsOf, mayNeedWords, proseOf } from './words/find-words';

const generated = ['language.md', 'callbacks.md', 'diagnostics.md'].map((name) => `docs/${name}`);
const handwritten = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .filter((page) => !generated.includes(page)),
];

// The words are those of test/docs/words/avoided.ts, with what to write instead.
it('the handwritten documentation is in plain English', () => {
  expect(avoidedIn(handwritten.map(proseOf))).toEqual([]);
});

it('the generated pages are in plain English', () => {
  expect(avoidedIn(generated.map(proseOf))).toEqual([]);
});

it('the READMEs of src are in plain English', () => {
  expect(avoidedIn(globSync('src/*/README.md').sort().map(proseOf))).toEqual([]);
});

it('the help of every command is in plain English', async () => {
  const commands = [[], ...Object.keys(commandTable).map((name) => [name])];
  const texts = await Promise.all(
    commands.map(async (command) => ({
      file: ['convspec', ...command, '--help'].join(' '),
      line: 1,
      text: (await runCli([...command, '--help'])).stdout,
    })),
  );
  expect(avoidedIn(texts)).toEqual([]);
});

it('the messages in src are in plain English', () => {
  const files = globSync('src/**/*.ts')
    .sort()
    .filter((file) => mayNeedWords(readFileSync(file, 'utf8')));
  expect(avoidedIn(files.flatMap(literalsOf))).toEqual([]);
});

it('finds a word, names its line and an alternative', () => {
  const texts = [{ file: 'page.md', line: 3, text: 'One line.\nMend it, or recommend the amendment.' }];
  expect(avoidedIn(texts)).toEqual(['page.md:4: "Mend": write fix']);
});
