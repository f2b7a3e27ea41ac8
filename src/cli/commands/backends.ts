import { Command } from '@commander-js/extra-typings';
import { throwErrors } from '../../check/sound-spec';
import { chooseSpec, loadPlannedSpec, noteOverridden } from '../choose-spec';
import { formatOption, setOption, specOption } from '../flags';
import { type CliIo, paintFor } from '../io';

/** `convspec backends`: which backends this machine has, and which of them can train a spec. */
export function backendsCommand(io: CliIo) {
  return new Command('backends')
    .description(
      'list the backends of this machine, which of them can train a spec, and which one auto selects',
    )
    .argument('[spec]', 'spec to check the backends against: a file, or - for standard input')
    .addOption(specOption())
    .addOption(formatOption(['text', 'json']))
    .addOption(setOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec backends\n  $ convspec backends specs/icons-12.yaml --format json',
    )
    .action(async (argument, { format, set, spec }) => {
      const named = argument !== undefined || spec !== undefined;
      const planned = named
        ? await loadPlannedSpec(
            chooseSpec({ argument, spec }, () => {}),
            io,
            set,
          )
        : null;
      const { builtInBackends } = await import('../../hosts/node/backends');
      const { backendsWith } = await import('../../run/backends/backend');
      const { surveyBackends } = await import('../../run/backends/survey-backends');
      const { surveyText } = await import('../survey-text');
      const table = backendsWith(builtInBackends, io.plugins);
      const survey = await surveyBackends(table, planned?.plan ?? null);
      io.stdout.write(
        `${format === 'json' ? JSON.stringify(survey, null, 2) : surveyText(survey, paintFor(io.stdout, io.env))}\n`,
      );
      if (planned) {
        noteOverridden(planned.diagnostics, io);
        throwErrors(planned.diagnostics);
      }
    });
}
