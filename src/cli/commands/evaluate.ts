import { Command } from '@commander-js/extra-typings';
import { chooseModel } from '../choose-spec';
import { backendOption, dataOption, formatOption, specOption, wholeNumber } from '../flags';
import { type CliIo, exitCodes, writeLine } from '../io';

export function evaluateCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('evaluate')
    .description('evaluate a trained model: accuracy, scores per class, confusions, calibration')
    .argument('[model]', 'run folder, or model file saved by a run (default: the run of the spec)')
    .addOption(specOption('spec whose run in runs/<name> to evaluate (default: convspec.yaml)'))
    .addOption(
      dataOption('images to evaluate on, one subfolder per class (default: the validation data of the spec)'),
    )
    .addOption(backendOption('to run on'))
    .option('--top <count>', 'k of the top-k accuracy', wholeNumber(1), 5)
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
        onWarning: (text) => writeLine(io.stderr, `warning: ${text}`),
      });
      io.stdout.write(
        format === 'json'
          ? `${JSON.stringify(evaluation, null, 2)}\n`
          : printEvaluation(evaluation, { calibration: true }),
      );
      exit(exitCodes.clean);
    });
}
