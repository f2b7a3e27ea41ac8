import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';

it('the generated pages of docs/ and types of src/ are up to date', () => {
  const folder = temporaryFolder();
  execFileSync(process.execPath, ['scripts/docs/make-docs.mjs', folder]);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.\w+$/.test(path),
  );
  expect(paths.sort()).toEqual([
    'docs/callbacks.md',
    'docs/diagnostics.md',
    'docs/language.md',
    'src/language/block-options.ts',
    'src/language/section-options.ts',
  ]);
  for (const path of paths) {
    const generated = readFileSync(join(folder, path), 'utf8');
    expect(readFileSync(path, 'utf8'), `${path} is stale: run npm run docs`).toBe(generated);
  }
});

it('docs/diagnostics.md opens with the most common mistake, and has short examples only', () => {
  const page = readFileSync('docs/diagnostics.md', 'utf8');
  expect(page.match(/^### (.*)$/m)?.[1]).toBe('`spec/unknown-key`');
  const examples = [...page.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  expect(Math.max(...examples.map((text) => text.split('\n').length))).toBeLessThan(20);
  expect(Math.max(...examples.map((text) => text.length))).toBeLessThan(2000);
});

it('docs/language.md describes each key that all blocks share once', () => {
  const page = readFileSync('docs/language.md', 'utf8');
  const blocks = page.slice(page.indexOf('## blocks'), page.indexOf('### Claims about a block'));
  expect(blocks.match(/^\| `trainable` \|/gm)).toHaveLength(1);
});
