import { existsSync, readFileSync } from 'node:fs';
import { type DiagnosticCode, diagnosticCodeList } from '../../src/base/diagnostics/codes';
import type { Diagnostic } from '../../src/base/diagnostics/diagnostic';
import { renderText } from '../../src/base/diagnostics/render/text';
import { catalogue } from '../../src/check/catalogue';
import { findingsIn } from '../../test/support/fixture-findings';

/** The phases, as codes name them, in the order of the page: the most common mistakes come first. */
const phases: Readonly<Record<string, string>> = {
  spec: 'Sections, keys and values',
  shape: 'Shapes of feature maps',
  graph: 'Connections between blocks',
  claim: 'Claims (`expect`)',
  policy: 'Training and callbacks',
  regularity: 'Combinations of layers',
  limit: 'Limits (`limits`)',
  backend: 'Backend support (`training.backend`)',
  weights: 'Initial weights (`initialWeights`)',
  ignore: 'Ignored codes (`ignore`)',
  yaml: 'The text of the file',
};

/** What opens its section; the other codes follow in the order of the table of codes. */
const firstInSection: readonly DiagnosticCode[] = ['spec/unknown-key', 'yaml/syntax', 'yaml/duplicate-key'];

const intro = `This page lists every diagnostic: those that \`convspec validate\` reports, and those that appear only when a backend is
queried (\`backend/…\`) or training starts (\`weights/…\`). A code does not change within a minor version. Each entry has the rule, why it
matters, how to fix it, and a spec that breaks it with the printed output.

- \`convspec explain CODE\` prints an entry in the terminal.
- **Errors** cannot work. **Warnings** are almost certainly unintended. **Notes** are worth knowing, and are shown with
  \`--notes\`.
- To silence a warning or a note, use \`--ignore CODE\` or the section [\`ignore\`](language.md#ignore).`;

/** Of a longer spec, only the lines around the marked one are shown. */
const linesShown = 12;

/** Of a larger spec, which is an example of its size only, the page shows just the printed output. */
const maxCharactersShown = 64 * 1024;

/** docs/diagnostics.md: every code with its documentation from the catalogue and the output for its fixture. */
export async function diagnosticsPage(): Promise<string> {
  const homeless = diagnosticCodeList.filter((code) => !Object.hasOwn(phases, phaseOf(code)));
  if (homeless.length > 0) throw new Error(`no section of the page has ${homeless.join(', ')}`);
  const sections = await Promise.all(
    Object.entries(phases).map(async ([phase, title]) => {
      const entries = await Promise.all(codesOf(phase).map(entry));
      return [`## ${title}`, overview(phase), ...entries].join('\n\n');
    }),
  );
  return `${['# Diagnostics', intro, ...sections].join('\n\n')}\n`;
}

function codesOf(phase: string): readonly DiagnosticCode[] {
  const codes = diagnosticCodeList.filter((code) => phaseOf(code) === phase);
  const isFirst = (code: DiagnosticCode) => firstInSection.includes(code);
  return [...codes.filter(isFirst), ...codes.filter((code) => !isFirst(code))];
}

function overview(phase: string): string {
  const rows = codesOf(phase).map((code) => {
    const { severity, law } = catalogue[code];
    return `| [\`${code}\`](#${code.replace('/', '')}) | ${severity} | ${law.replaceAll('|', '\\|')} |`;
  });
  return ['| code | severity | rule |', '| --- | --- | --- |', ...rows].join('\n');
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

/** A spec that breaks the rule and the printed output, unless the spec is not text. */
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
