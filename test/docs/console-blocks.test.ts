import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main';
import { codeBlocks } from './pages';

/** What the commands of a page need of a clone of this repository. */
const shown = ['examples', 'specs', 'test'];

const home = process.cwd();
const folders: string[] = [];
afterAll(() => {
  process.chdir(home);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Both streams of one command, in the order in which they come, as a terminal shows them. */
async function printedBy(line: string): Promise<string> {
  const [program, ...words] = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
  const argv = program === 'validate-spec' ? ['validate', ...words] : words;
  if (program !== 'validate-spec' && program !== 'convspec')
    throw new Error(`"${line}": only convspec and validate-spec are run here`);
  let text = '';
  const stream = {
    isTTY: false,
    write(piece: string) {
      text += piece;
    },
  };
  await main(argv, {
    stdout: stream,
    stderr: stream,
    env: {},
    readStdin: async () => new Uint8Array(),
    onInterrupt: () => () => {},
    quit: (status) => {
      throw new Error(`quit with ${status}`);
    },
  });
  return text;
}

/** Each `$ ` line of a block with what stands below it. */
function commandsIn(text: string): readonly { readonly line: string; readonly output: string }[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { line: part.slice(0, end), output: part.slice(end + 1) };
    });
}

/** `…` stands for any text within a line, and for any number of lines where it stands alone. */
function pattern(output: string): RegExp {
  const lines = output.trimEnd().split('\n');
  const source = lines.map((line) =>
    line.trim() === '…'
      ? '(?:.*\\n)*'
      : `${line.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.*')}\\n`,
  );
  return new RegExp(`^\\s*${source.join('')}\\s*$`);
}

/** `console about`: numbers depend on the machine, and so do the spaces that align them. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/\d[\d.,]*/g, '0').replaceAll(/ +/g, ' ');
}

const blocks = codeBlocks('console', 'yaml').filter(
  ({ language, words }) => language === 'console' || words[0]?.endsWith('.yaml'),
);

// The blocks of a page work on what those before them left behind.
describe.each([...new Set(blocks.map(({ page }) => page))])('%s', (page) => {
  const folder = mkdtempSync(join(tmpdir(), 'convspec-'));
  folders.push(folder);
  for (const name of shown) symlinkSync(resolve(home, name), join(folder, name));
  const own = blocks.filter((block) => block.page === page);
  it.each(own.map((block) => [block.place, block] as const))(
    '%s prints what it shows',
    async (_, block) => {
      if (block.language === 'yaml') {
        writeFileSync(join(folder, block.words[0] ?? ''), block.text);
        return;
      }
      process.chdir(folder);
      for (const { line, output } of commandsIn(block.text)) {
        const printed = `${(await printedBy(line)).trimEnd()}\n`;
        const compared = block.words.includes('about') ? withoutNumbers : (text: string) => text;
        if (!pattern(compared(output)).test(compared(printed)))
          expect(`$ ${line}\n${printed}`).toBe(`$ ${line}\n${output}`);
      }
    },
    180_000,
  );
});
