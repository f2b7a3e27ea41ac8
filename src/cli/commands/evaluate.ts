import { Command } from '@commander-js/extra-typings';
import { chooseModel } from '../choose-spec';
import { backendOption, dataOption, formatOption, specOption, wholeNumber } from '../flags';
import { type CliIo, exitCodes } from '../io';

export function evaluateCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('evaluate')
    .description('measure a trained model: accuracy, scores of each class, confusions, calibration')
    .argument('[model]', 'a run folder, or a model file that a run saved; the run of the spec unless given')
    .addOption(specOption())
    .addOption(
      dataOption("images to measure on, one folder per class; the spec's validation data unless given"),
    )
    .addOption(backendOption('run on'))
    .option('--top <count>', 'count of classes that top-k accuracy looks at', wholeNumber(1), 5)
    .addOption(formatOption(['text', 'json']))
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec evaluate runs/icons-12\n  $ convspec evaluate runs/icons-12/best.h5 --data photos --format json',
    )
    .action(async (argument, { data, backend = 'auto', top, format, spec }) => {
      const model = await chooseModel({ argument, spec }, io);
      const { evaluateModel } = await import('../../hosts/node/evaluate-model');
      const { printEvaluation } = await import('../evaluation-text');
      const evaluation = await evaluateModel(model, {
        backend,
        top,
        ...(data === undefined ? {} : { data }),
        ...(io.plugins === undefined ? {} : { plugins: io.plugins }),
        onWarning: (text) => io.stderr.write(`warning: ${text}\n`),
      });
      io.stdout.write(
        format === 'json'
          ? `${JSON.stringify(evaluation, null, 2)}\n`
          : printEvaluation(evaluation, { calibration: true }),
      );
      exit(exitCodes.clean);
    });
}
