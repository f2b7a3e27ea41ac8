import { existsSync, readFileSync } from 'node:fs';
import { type DiagnosticCode, diagnosticCodeList } from '../../src/base/diagnostics/codes';
import type { Diagnostic } from '../../src/base/diagnostics/diagnostic';
import { renderText } from '../../src/base/diagnostics/render/text';
import { catalogue } from '../../src/check/catalogue';
import { findingsIn } from '../../test/support/fixture-findings';

/** The phases, as codes name them, in the order of the page. */
const phases: Readonly<Record<string, string>> = {
  yaml: 'The text of the file',
  spec: 'Sections, keys and values',
  graph: 'How blocks are connected',
  shape: 'Sizes of feature maps',
  claim: 'Claims of the author (`expect`)',
  policy: 'Training and callbacks',
  regularity: 'How layers work together',
  limit: 'What the network may cost (`limits`)',
  backend: 'What a backend supports (`training.backend`)',
  weights: 'Where training starts (`initialWeights`)',
  ignore: 'What should not be reported (`ignore`)',
};

const intro = `Everything that \`convspec validate\` reports, and what only shows up when a backend is queried (\`backend/…\`) or training
starts (\`weights/…\`). A code never changes its name. Each entry states the law that was broken, why that is a mistake and
how to fix it, and shows what is printed for a spec that breaks it. Warnings and notes also say when to ignore them, which
the section [\`ignore\`](language.md#ignore) and the flag \`--ignore\` do. \`convspec explain CODE\` prints an entry.`;

/** Longer specs are shown around the guilty line only. */
const linesShown = 12;

/** Of a larger spec, which is about its size, only what is printed is shown. */
const maxCharactersShown = 64 * 1024;

/** docs/diagnostics.md: every code with its documentation from the catalogue and what its fixture prints. */
export async function diagnosticsPage(): Promise<string> {
  const homeless = diagnosticCodeList.filter((code) => !Object.hasOwn(phases, phaseOf(code)));
  if (homeless.length > 0) throw new Error(`no section of the page has ${homeless.join(', ')}`);
  const sections = await Promise.all(
    Object.entries(phases).map(async ([phase, title]) => {
      const codes = diagnosticCodeList.filter((code) => phaseOf(code) === phase);
      return [`## ${title}`, ...(await Promise.all(codes.map(entry)))].join('\n\n');
    }),
  );
  return `${['# Diagnostics', intro, ...sections].join('\n\n')}\n`;
}

function phaseOf(code: DiagnosticCode): string {
  return code.replace(/\/.*/, '');
}

async function entry(code: DiagnosticCode): Promise<string> {
  const { severity, law, why, howToFix, ignoreWhen } = catalogue[code];
  return [
    `### \`${code}\``,
    `${law} (${severity})`,
    `**Why it matters.** ${why}`,
    `**How to fix it.** ${howToFix}`,
    ...(ignoreWhen === undefined ? [] : [`**When to ignore it.** ${ignoreWhen}`]),
    ...(await example(code)),
  ].join('\n\n');
}

/** A spec that breaks the law and what is printed for it, as far as both are text that can be read. */
async function example(code: DiagnosticCode): Promise<string[]> {
  const fixture = `test/fixtures/invalid/${code}.yaml`;
  if (!existsSync(fixture)) throw new Error(`${fixture} is missing`);
  const spec = readFileSync(fixture, 'utf8');
  if (spec.includes('\0')) return [];
  const shown = (await findingsIn(fixture)).find((diagnostic) => diagnostic.code === code);
  if (shown === undefined) throw new Error(`${fixture} does not show ${code}`);
  const printed = `\`\`\`text\n${renderText([shown]).replaceAll(fixture, 'spec.yaml')}\n\`\`\``;
  if (spec.length > maxCharactersShown) return [printed];
  return [`\`\`\`yaml\n${excerpt(spec, shown)}\n\`\`\``, printed];
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
