import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnosticCodeList } from '../../../src/base/diagnostics/codes';
import { renderText } from '../../../src/base/diagnostics/render/text';
import { findingsIn } from '../../support/fixture-findings';

const folder = 'test/fixtures/invalid';
const fixtures = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);
const codeOf = (fixture: string) => fixture.replace('.yaml', '');

describe('every diagnostic code', () => {
  it.each(fixtures)('prints exactly the contents of %s.txt', async (fixture) => {
    const diagnostics = await findingsIn(`${folder}/${fixture}`);
    await expect(`${renderText(diagnostics)}\n`).toMatchFileSnapshot(
      `../../fixtures/invalid/${fixture.replace('.yaml', '.txt')}`,
    );
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(codeOf(fixture));
  });

  it('has a fixture', () => {
    expect(fixtures.map(codeOf).sort()).toEqual([...diagnosticCodeList].sort());
  });

  it('has a section in docs/diagnostics.md', () => {
    const sections = readFileSync('docs/diagnostics.md', 'utf8').matchAll(/^### `(.+)`$/gm);
    expect([...sections].map((match) => match[1]).sort()).toEqual([...diagnosticCodeList].sort());
  });
});
