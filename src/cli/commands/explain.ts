import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from '@commander-js/extra-typings';
import { diagnosticCodeList, isDiagnosticCode } from '../../base/diagnostics/codes';
import { suggest } from '../../base/diagnostics/suggest';
import { catalogue } from '../../check/catalogue';
import { type CliIo, errorText, exitCodes, paintFor } from '../io';

/** `convspec explain`: prints the section of docs/diagnostics.md on a code, or a list of all codes. */
export function explainCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('explain')
    .description('explain a diagnostic and how to fix it; without a code, list all codes')
    .argument('[code]', 'diagnostic code, such as shape/empty-output')
    .addHelpText('after', '\nExamples:\n  $ convspec explain shape/empty-output\n  $ convspec explain')
    .action(async (code) => {
      if (code === undefined) {
        io.stdout.write(listOfCodes());
        return;
      }
      const section = isDiagnosticCode(code) ? sectionOf(await readPage(), code) : undefined;
      if (section !== undefined) {
        io.stdout.write(section);
        return;
      }
      const near = suggest(code, diagnosticCodeList);
      const hint = near === undefined ? 'run convspec explain to list all codes' : `did you mean ${near}?`;
      io.stderr.write(
        errorText({ lines: [`unknown diagnostic "${code}"`], hint }, paintFor(io.stderr, io.env)),
      );
      exit(exitCodes.usage);
    });
}

function listOfCodes(): string {
  const entries = Object.entries(catalogue);
  const width = Math.max(...entries.map(([code]) => code.length));
  return entries
    .map(([code, { severity, law }]) => `${code.padEnd(width)}  ${severity.padEnd(7)}  ${law}\n`)
    .join('');
}

/** The section on a code as plain text, without Markdown and with indented examples. */
function sectionOf(page: string, code: string): string | undefined {
  const section = page.split(/^(?=##)/m).find((part) => part.startsWith(`### \`${code}\`\n`));
  let inExample = false;
  return section
    ?.trimEnd()
    .replaceAll('**', '')
    .split('\n')
    .flatMap((line, i) => {
      if (i === 0) return [code];
      if (!line.startsWith('```')) return [inExample ? `    ${line}`.trimEnd() : line];
      inExample = !inExample;
      return [];
    })
    .join('\n')
    .concat('\n');
}

/** Reads docs/diagnostics.md of this package, wherever in it this program was built to. */
async function readPage(): Promise<string> {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'docs/diagnostics.md')) && folder !== dirname(folder))
    folder = dirname(folder);
  return readFile(join(folder, 'docs/diagnostics.md'), 'utf8');
}
