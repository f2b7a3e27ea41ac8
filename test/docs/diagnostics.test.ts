import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { diagnosticCodes } from '../../src/diagnostics/codes';
import { renderText } from '../../src/diagnostics/render/text';
import { checkFile } from '../support/check-file';

const phases: Record<string, string> = {
  yaml: 'The text of the file',
  spec: 'Sections, keys and values',
  graph: 'How blocks are connected',
  shape: 'Sizes of feature maps',
  claim: 'What the author claims (`expect`)',
  policy: 'Training and callbacks',
};

/** The page is made from the table of codes and the fixtures: `npx vitest run test/docs -u` writes it anew. */
it('docs/diagnostics.md shows every code with what it prints', async () => {
  const sections = Object.entries(phases).map(([phase, title]) => {
    const entries = Object.entries(diagnosticCodes).filter(([code]) => code.startsWith(`${phase}/`));
    return [
      `## ${title}`,
      ...entries.map(([code, { severity, about }]) => section(code, severity, about)),
    ].join('\n\n');
  });
  const intro = [
    '# Diagnostics',
    'Everything that `convspec validate` can find. A code never changes its name. Each entry says the law that was broken and shows what is printed for a spec that breaks it.',
  ].join('\n\n');
  await expect(`${intro}\n\n${sections.join('\n\n')}\n`).toMatchFileSnapshot('../../docs/diagnostics.md');
});

function section(code: string, severity: string, about: string): string {
  const fixture = `test/fixtures/diagnostics/${code.replace('/', '__')}.yaml`;
  const lines = [`### \`${code}\``, `${about} (${severity})`];
  if (existsSync(fixture) && !readFileSync(fixture).includes(0)) {
    const { diagnostics } = checkFile(fixture);
    const shown = diagnostics.filter((diagnostic) => diagnostic.code === code).slice(0, 1);
    lines.push(`\`\`\`text\n${renderText(shown).replaceAll(fixture, 'spec.yaml')}\n\`\`\``);
  }
  return lines.join('\n\n');
}
