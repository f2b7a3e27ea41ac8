import { readdirSync, readFileSync } from 'node:fs';
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

const blocks = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

it('the template of README.md yields what it claims', () => {
  const template = blocks.find((text) => text.includes('templates:')) ?? '';
  const head = 'version: 1\nname: net\ninput: { shape: [224, 224, 3] }\nclasses: 10\n';
  const tail = '  - { type: globalAveragePool }\n  - { type: dense, units: classes, activation: softmax }\n';
  const { diagnostics, plan } = checkText(`${head}${template}${tail}`);
  expect(withoutNotes(diagnostics)).toEqual([]);
  expect(plan?.layers.map((layer) => layer.name)).toContain('stage1_2_sum');
});

it('the limits and the ignored codes of README.md are of the language', () => {
  const sections = blocks.find((text) => text.startsWith('limits:')) ?? '';
  const { diagnostics } = checkText(`${block('yaml')}${sections}`);
  expect(withoutNotes(diagnostics)).toEqual([]);
});

it('the data of README.md are of the language', () => {
  const data = blocks.find((text) => text.startsWith('data:')) ?? '';
  const { diagnostics } = checkText(block('yaml').replace(/^data:[\s\S]*/m, data));
  expect(withoutNotes(diagnostics)).toEqual([]);
});

it('README.md lists the networks of specs/ with their counts', () => {
  const rows = [...readme.matchAll(/^\| `([\w-]+)` \| ([\d×]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$/gm)];
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
