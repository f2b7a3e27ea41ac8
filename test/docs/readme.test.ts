import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { builtInBlocks } from '../../src/language/blocks';
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

it('README.md counts the types of block', () => {
  expect(readme).toContain(`${Object.keys(builtInBlocks).length} block types`);
});

it('README.md lists every page of docs/', () => {
  const missing = readdirSync('docs').filter(
    (name) => name.endsWith('.md') && !readme.includes(`docs/${name}`),
  );
  expect(missing).toEqual([]);
});

it('docs/networks.md lists the networks of specs/ with their counts', () => {
  const page = readFileSync('docs/networks.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| ([\d×]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$/gm)];
  const received = rows.map(([, name, ...numbers]) => [name, ...numbers]).sort();
  const count = (value = 0) => value.toLocaleString('en-US');
  const expected = readdirSync('specs')
    .filter((name) => name !== 'convnet-12class-prose.yaml')
    .map((file) => {
      const { plan } = checkFile(`specs/${file}`);
      const { params, trainableParams, macs } = plan?.totals ?? {};
      const counts = [count(params), count(trainableParams), count(macs)];
      return [file.replace('.yaml', ''), plan?.input.shape.join('×'), ...counts];
    });
  expect(received).toEqual(expected.sort());
});
