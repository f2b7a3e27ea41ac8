import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type DiagnosticCode, diagnosticCodes } from '../../src/base/diagnostics/codes';
import type { Diagnostic } from '../../src/base/diagnostics/diagnostic';
import { explanations } from '../../src/base/diagnostics/explanations';
import { renderText } from '../../src/base/diagnostics/render/text';
import { findingsIn } from '../support/fixture-findings';

const phases: Record<string, string> = {
  yaml: 'The text of the file',
  spec: 'Sections, keys and values',
  graph: 'How blocks are connected',
  shape: 'Sizes of feature maps',
  claim: 'What the author claims (`expect`)',
  policy: 'Training and callbacks',
  regularity: 'What layers make of each other',
  limit: 'What the network may cost (`limits`)',
  backend: 'What a backend can do (`training.backend`)',
  weights: 'What training begins with (`initialWeights`)',
  ignore: 'What is not to be reported (`ignore`)',
};

/** Longer specs are shown around the guilty line only. */
const linesShown = 12;

/** The page is made from the table of codes and the fixtures: `npx vitest run test/docs -u` writes it anew. */
it('docs/diagnostics.md shows every code with what it prints', async () => {
  const codes = Object.keys(diagnosticCodes) as DiagnosticCode[];
  const known = Object.keys(phases);
  expect(codes.filter((code) => !known.includes(code.split('/')[0] ?? ''))).toEqual([]);
  const sections: string[] = [];
  for (const [phase, title] of Object.entries(phases)) {
    const own = codes.filter((code) => code.startsWith(`${phase}/`));
    sections.push([`## ${title}`, ...(await Promise.all(own.map(section)))].join('\n\n'));
  }
  const intro = [
    '# Diagnostics',
    'Everything that `convspec validate` can find, and what only shows when a backend is asked (`backend/…`) or training begins (`weights/…`). A code never changes its name. Each entry says the law that was broken, why that is a mistake and how to mend it, and shows what is printed for a spec that breaks it. `convspec explain <code>` prints an entry.',
  ].join('\n\n');
  await expect(`${intro}\n\n${sections.join('\n\n')}\n`).toMatchFileSnapshot('../../docs/diagnostics.md');
});

async function section(code: DiagnosticCode): Promise<string> {
  const { severity, about } = diagnosticCodes[code];
  const { why, mend } = explanations[code];
  const lines = [
    `### \`${code}\``,
    `${about} (${severity})`,
    `**Why it is a mistake.** ${why}`,
    `**What to do.** ${mend}`,
  ];
  const fixture = `test/fixtures/invalid/${code}.yaml`;
  if (existsSync(fixture) && !readFileSync(fixture).includes(0)) {
    const [shown] = (await findingsIn(fixture)).filter((diagnostic) => diagnostic.code === code);
    if (shown === undefined) throw new Error(`${fixture} does not show ${code}`);
    lines.push(`\`\`\`yaml\n${excerpt(readFileSync(fixture, 'utf8'), shown)}\n\`\`\``);
    lines.push(`\`\`\`text\n${renderText([shown]).replaceAll(fixture, 'spec.yaml')}\n\`\`\``);
  }
  return lines.join('\n\n');
}

function excerpt(yaml: string, { range }: Diagnostic): string {
  const lines = yaml.trimEnd().split('\n');
  const first = Math.max(0, Math.min(range.start.line - 1 - linesShown / 2, lines.length - linesShown));
  const shown = lines
    .slice(first, first + linesShown)
    .map((line) => (line.length > 120 ? `${line.slice(0, 119)}…` : line));
  if (first > 0) shown.unshift('# …');
  if (first + linesShown < lines.length) shown.push('# …');
  return shown.join('\n');
}
