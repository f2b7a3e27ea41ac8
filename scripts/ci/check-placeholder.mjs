/**
 * The repository address is one placeholder, `OWNER`, until the project has a home. This fails when a file names
 * another address, or, with `--replaced`, when the placeholder is still there.
 *
 *     node scripts/ci/check-placeholder.mjs [--replaced]
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const replaced = process.argv.includes('--replaced');
const { repository } = JSON.parse(readFileSync('package.json', 'utf8'));
const owner = /github\.com\/([^/]+)\/convspec/.exec(repository.url)?.[1];
const tracked = execFileSync(
  'git',
  ['ls-files', '-z', '*.md', '*.json', '*.yml', '*.yaml', '*.txt', 'docs/.vitepress/*.ts', '.github'],
  {
    encoding: 'utf8',
  },
);
const problems = [];
if (owner === undefined)
  problems.push('package.json: expected https://github.com/<owner>/convspec as repository');
if (replaced && owner === 'OWNER')
  problems.push('package.json: OWNER is still the placeholder: see AGENTS.md');

for (const file of new Set(tracked.split('\0').filter((name) => name !== ''))) {
  const text = readFileSync(file, 'utf8');
  const owners = [...text.matchAll(/github\.com\/([\w-]+)\/convspec|\b([\w-]+)\/convspec@|@([\w-]+)$/gm)]
    .map(
      ([, inUrl, ofAction, codeOwner]) =>
        inUrl ?? ofAction ?? (file.endsWith('CODEOWNERS') ? codeOwner : undefined),
    )
    .filter((name) => name !== undefined && name !== owner);
  for (const name of owners) problems.push(`${file}: expected ${owner} as the owner, received ${name}`);
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
