import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli } from '../cli/run-cli';
import { checkFile, checkText, withoutNotes } from '../support/check-file';

const readme = readFileSync('README.md', 'utf8');

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readme)?.[1] ?? '';
}

it('the spec in README.md is the network of specs/icons-12.yaml', () => {
  const { diagnostics, plan } = checkText(block('yaml'));
  const shipped = checkFile('specs/icons-12.yaml').plan;
  expect(withoutNotes(diagnostics)).toEqual([]);
  expect(plan?.layers).toEqual(shipped?.layers);
  expect(plan?.training).toEqual(shipped?.training);
});

it('README.md shows what validate-spec prints for the prose', async () => {
  const { code, stdout } = await runCli(['validate', 'test/fixtures/claims/prose.yaml']);
  expect(code).toBe(1);
  expect(readme).toContain(`$ validate-spec test/fixtures/claims/prose.yaml\n${stdout}`);
});
