import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, it } from 'vitest';
import { literalsOf } from './words/find-words';

it('docs/troubleshooting.md quotes messages that the product prints', () => {
  const texts = globSync('src/**/*.ts').flatMap((file) => literalsOf(file).map(({ text }) => text));
  const page = readFileSync('docs/troubleshooting.md', 'utf8');
  const quoted = [...page.matchAll(/^### `([^`]+)`$/gm)].map(([, message = '']) => message);
  expect(quoted.length).toBeGreaterThan(10);
  const unknown = quoted.filter((message) => {
    const parts = message
      .split('…')
      .map((part) => part.trim())
      .filter(Boolean);
    return !texts.some((text) => parts.every((part) => text.includes(part)));
  });
  expect(unknown).toEqual([]);
});
