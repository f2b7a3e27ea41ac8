import { readdirSync } from 'node:fs';
import { transform } from 'esbuild';
import { expect, it } from 'vitest';
import { codeBlocks } from './pages';

const programs = codeBlocks('ts').map(({ page, text }, i, all) => {
  const number = all.slice(0, i + 1).filter((other) => other.page === page).length;
  const name = `${page.replace('.md', '').toLowerCase().replaceAll('/', '-')}-${number}`;
  return [name, text] as const;
});

/** `npm run typecheck` checks what lies in `programs/`; `npx vitest run test/docs -u` puts it there. */
it.each(programs)('%s is among the programs that are type-checked', async (name, text) => {
  const program = text
    .replaceAll("'convspec'", "'../../../src/index'")
    .replaceAll("'convspec/browser'", "'../../../src/index.browser'");
  await expect(program).toMatchFileSnapshot(`programs/${name}.ts`);
});

it('no other program is', () => {
  expect(readdirSync('test/docs/programs').sort()).toEqual(programs.map(([name]) => `${name}.ts`).sort());
});

it.each(codeBlocks('js').map((block) => [block.place, block] as const))(
  '%s is JavaScript',
  async (_, { text }) => {
    expect((await transform(text, { loader: 'js', format: 'esm' })).warnings).toEqual([]);
  },
);
