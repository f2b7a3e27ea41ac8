import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { found } from '../support/check-file';
import { codeBlocks } from './pages';

/** What a fragment lacks of a spec; CONTRIBUTING.md says so. */
const sections: Readonly<Record<string, string>> = {
  version: 'version: 1',
  name: 'name: net',
  input: 'input: { shape: [32, 32, 3] }',
  classes: 'classes: 10',
  blocks: `blocks:
  - { name: conv1, type: conv, filters: 8, kernel: 3, padding: same, activation: relu }
  - { type: flatten }
  - { name: output, type: dense, units: classes, activation: softmax }`,
};

/** The block as a whole spec. */
function asSpec(text: string, [kind]: readonly string[]): string {
  if (kind === 'blocks') {
    const end = '  - { type: flatten }\n  - { type: dense, units: classes, activation: softmax }';
    return completed(`blocks:\n${indented(text)}${end}`);
  }
  return completed(kind === 'callbacks' ? `callbacks:\n${indented(text)}` : text);
}

function completed(text: string): string {
  if (/^version:/m.test(text)) return text;
  const missing = Object.entries(sections).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(text));
  return `${missing.map(([, section]) => section).join('\n')}\n${text}\n`;
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

const blocks = codeBlocks('yaml').filter(({ words: [kind] }) => kind !== 'workflow');
const workflows = codeBlocks('yaml').filter(({ words: [kind] }) => kind === 'workflow');

it.each(blocks.map((block) => [block.place, block] as const))('%s is of the language', (_, block) => {
  expect(found(asSpec(block.text, block.words))).toEqual([]);
});

it.each(workflows.map((block) => [block.place, block] as const))('%s is YAML', (_, { text }) => {
  expect(parseDocument(text).errors).toEqual([]);
});
