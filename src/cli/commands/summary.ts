import { Command, Option } from '@commander-js/extra-typings';
import { summarise, summaryText } from '../../plan/summary';
import type { CliIo } from '../io';
import { loadSoundSpec } from '../load-spec';
import { collectOverride, setFlag, setHelp } from '../spec-options';

export function summaryCommand(io: CliIo) {
  return new Command('summary')
    .description('print every layer with its output shape, parameters and multiply-adds')
    .argument('<spec>', 'file, or - for standard input')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .option(setFlag, setHelp, collectOverride)
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec summary specs/convnet-12class.yaml\n  $ convspec summary net.yaml --set input.shape=[96,96,3]',
    )
    .action(async (path, options) => {
      const { plan } = await loadSoundSpec(path, io, options.set);
      io.stdout.write(
        options.format === 'json'
          ? `${JSON.stringify(summarise(plan), null, 2)}\n`
          : `${summaryText(plan)}\n`,
      );
    });
}
