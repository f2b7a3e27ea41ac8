import { Command, Option } from '@commander-js/extra-typings';
import { type CliIo, exitCodes } from '../io';
import { wholeNumber } from '../whole-number';

export function evaluateCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('evaluate')
    .description('measure a trained model: accuracy, scores of each class, confusions, calibration')
    .argument('<model>', 'a run folder, or a model file that a run saved')
    .option('--data <folder>', "images, one folder per class; the spec's validation data unless given")
    .option('--backend <name>', 'what to run on', 'auto')
    .option('--top <count>', 'count of classes that top-k accuracy looks at', wholeNumber(1), 5)
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec evaluate runs/icons-12\n  $ convspec evaluate runs/icons-12/best.h5 --data photos --format json',
    )
    .action(async (model, { data, backend, top, format }) => {
      const { evaluateModel } = await import('../../evaluate/evaluate-model');
      const { printEvaluation } = await import('../../evaluate/evaluation-text');
      const evaluation = await evaluateModel(model, {
        backend,
        top,
        ...(data === undefined ? {} : { data }),
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
