import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as api from '../../src/index';

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith(join('hosts', 'browser')))
  .map((path) => readFileSync(join('src', path), 'utf8'));

/** The comment directly above the declaration of an exported function. */
function commentOn(name: string): string {
  const declaration = new RegExp(
    `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*export (?:async function|function|const) ${name}\\b`,
  );
  return sources.map((text) => declaration.exec(text)?.[1]).find((comment) => comment !== undefined) ?? '';
}

it('every exported function has an example, which the API pages show', () => {
  const isClass = (value: object) => /^class\b/.test(String(value));
  const functions = Object.entries(api).flatMap(([name, value]) =>
    typeof value === 'function' && !isClass(value) ? [name] : [],
  );
  expect(functions.length).toBeGreaterThan(12);
  expect(functions.filter((name) => !commentOn(name).includes('@example'))).toEqual([]);
});
