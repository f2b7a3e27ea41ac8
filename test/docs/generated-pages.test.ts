import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';

it('the generated pages of docs/ are up to date', () => {
  const folder = temporaryFolder();
  execFileSync(process.execPath, ['scripts/docs/make-docs.mjs', folder]);
  const names = readdirSync(folder).sort();
  expect(names).toEqual(['callbacks.md', 'diagnostics.md', 'language.md']);
  for (const name of names) {
    const written = readFileSync(`docs/${name}`, 'utf8');
    const generated = readFileSync(join(folder, name), 'utf8');
    expect(written, `docs/${name} is stale: run npm run docs`).toBe(generated);
  }
});

it('docs/diagnostics.md opens with a short entry', () => {
  const [, first = ''] = readFileSync('docs/diagnostics.md', 'utf8').split(/^(?=### )/m);
  expect(first.split('\n').length).toBeLessThan(20);
});
