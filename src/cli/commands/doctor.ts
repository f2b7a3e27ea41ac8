import { Command } from '@commander-js/extra-typings';
import type { Paint } from '../../base/diagnostics/render/text';
import { counted, wrapWords } from '../../base/text/words';
import type { Examination } from '../doctor/examine';
import type { Finding } from '../doctor/finding';
import { backendOption, formatOption } from '../flags';
import { type CliIo, exitCodes, paintFor } from '../io';
import { asLaunched } from '../launch';

/** `convspec doctor`: checks whether this machine can train, and reports what to do if not. */
export function doctorCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('doctor')
    .description(
      'check Node.js, packages, image decoding, backends, memory and disk, and run a short test training',
    )
    .addOption(backendOption('for the test training'))
    .addOption(formatOption(['text', 'json']))
    .addHelpText(
      'after',
      '\nExit code: 0 if this machine can train, 1 if not.\n\nExamples:\n  $ convspec doctor\n  $ convspec doctor --backend webgpu --format json',
    )
    .action(async ({ backend = 'auto', format }) => {
      const { examine } = await import('../doctor/examine');
      const examination = await examine({ backend, plugins: io.plugins });
      const text =
        format === 'json'
          ? JSON.stringify(examination, null, 2)
          : examinationText(examination, paintFor(io.stdout, io.env));
      io.stdout.write(`${asLaunched(text, io.env)}\n`);
      const sound = examination.findings.every(({ status }) => status !== 'problem');
      exit(sound ? exitCodes.clean : exitCodes.problems);
    });
}

const width = 100;
const styles = { ok: 'green', warning: 'yellow', problem: 'red' } as const;

/** Formats one line per finding, followed by its hint, and a last line with the counts. */
export function examinationText({ findings }: Examination, paint: Paint): string {
  const nameWidth = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap((finding) => findingLines(finding, nameWidth, paint));
  const counts = (['problem', 'warning'] as const).flatMap((status) => {
    const count = findings.filter((finding) => finding.status === status).length;
    return count === 0 ? [] : [counted(count, status)];
  });
  return [...lines, '', counts.length === 0 ? 'no problems found' : counts.join(', ')].join('\n');
}

function findingLines({ name, status, message, remedy }: Finding, nameWidth: number, paint: Paint): string[] {
  const indent = ' '.repeat(nameWidth + 11);
  const [first = '', ...more] = wrapWords(message, width - indent.length);
  const hint = remedy === null ? [] : wrapWords(`hint: ${remedy}`, width - indent.length - 2);
  return [
    `${paint(styles[status], status.padEnd(7))}  ${name.padEnd(nameWidth)}  ${first}`,
    ...more.map((line) => indent + line),
    ...hint.map((line, i) => `${indent}${i === 0 ? '= ' : '  '}${line}`),
  ];
}
