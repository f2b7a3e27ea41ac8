import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type CheckedSpec, checkSpec } from '../../src/check-spec';
import { decodeSource } from '../../src/source/read-source';
import { vocabularyWith } from '../../src/vocabulary';

const root = new URL('../../', import.meta.url).pathname;

/** Checks a file of the repository; diagnostics name it relative to the root. */
export function checkFile(path: string): CheckedSpec {
  return checkSpec(decodeSource(relative(root, root + path), readFileSync(root + path)), vocabularyWith());
}

/** Checks YAML text under the name `spec.yaml`. */
export function checkText(text: string): CheckedSpec {
  return checkSpec(decodeSource('spec.yaml', new TextEncoder().encode(text)), vocabularyWith());
}

/** What is found in YAML text, as `line:column code message`. */
export function found(text: string): string[] {
  return checkText(text).diagnostics.map(
    ({ code, message, range: { start } }) => `${start.line}:${start.column} ${code} ${message}`,
  );
}
