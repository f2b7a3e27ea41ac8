import { Command } from '@commander-js/extra-typings';
import { type CliIo, exitCodes } from '../io';
import { paintFor } from '../paint';
import { backendOption, formatOption } from '../shared-flags';

/** `convspec doctor`: whether this machine can train, and what to do where not. */
export function doctorCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('doctor')
    .description('look at Node.js, packages, pictures, backends, memory and disk, and train for a moment')
    .addOption(backendOption('train on for a moment; auto unless given'))
    .addOption(formatOption(['text', 'json']))
    .addHelpText(
      'after',
      '\nExit code: 0 when training works here, 1 when not.\n\nExamples:\n  $ convspec doctor\n  $ convspec doctor --backend webgpu --format json',
    )
    .action(async ({ backend = 'auto', format }) => {
      const { examine } = await import('../doctor/examine');
      const { examinationText } = await import('../doctor/examination-text');
      const examination = await examine({ backend, plugins: io.plugins });
      const text =
        format === 'json'
          ? JSON.stringify(examination, null, 2)
          : examinationText(examination, paintFor(io.stdout, io.env));
      io.stdout.write(`${text}\n`);
      const sound = examination.findings.every(({ status }) => status !== 'problem');
      exit(sound ? exitCodes.clean : exitCodes.problems);
    });
}
