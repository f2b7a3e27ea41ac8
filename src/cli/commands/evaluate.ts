import { Command, Option } from '@commander-js/extra-typings';
import { chooseModel, modelSpecOption, optionalModelArgument } from '../choose-model';
import { backendOption, formatOption, sourceOption, wholeNumber } from '../flags';
import { type CliIo, exitCodes, writeLine } from '../io';

export function evaluateCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('evaluate')
    .description('evaluate a trained model: accuracy, scores per class, confusions, calibration')
    .addArgument(optionalModelArgument())
    .addOption(modelSpecOption())
    .addOption(
      new Option(
        '--on <set>',
        'set of the spec to evaluate on (default: test if it has one, else validation)',
      )
        .choices(['test', 'validation', 'train'] as const)
        .conflicts('data'),
    )
    .addOption(
      sourceOption(
        'other images to evaluate on: a folder with one subfolder per class, a manifest, or an .npz file',
      ),
    )
    .addOption(backendOption('to run on'))
    .option('--top <count>', 'k of the top-k accuracy', wholeNumber(1), 5)
    .addOption(formatOption(['text', 'json']))
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec evaluate runs/icons-12\n  $ convspec evaluate runs/icons-12 --on validation\n  $ convspec evaluate runs/icons-12/best.h5 --data photos --format json\n  $ convspec evaluate runs/icons-12 --data "{ manifest: photos.csv, label: kind }"',
    )
    .action(async (argument, { data, on: set, backend = 'auto', top, format, spec }) => {
      const chosen = await chooseModel({ argument, spec }, io);
      const { evaluateModel } = await import('../../hosts/node/evaluate-model');
      const { evaluatedOn, printEvaluation } = await import('../evaluation-text');
      const evaluation = await evaluateModel(chosen.model, {
        backend,
        ...(chosen.spec === undefined ? {} : { spec: chosen.spec }),
        top,
        ...(data === undefined ? {} : { data }),
        ...(set === undefined ? {} : { set }),
        ...(io.plugins === undefined ? {} : { plugins: io.plugins }),
        onWarning: (text) => writeLine(io.stderr, `warning: ${text}`),
      });
      if (spec === undefined && evaluation.model.spec !== null)
        writeLine(io.stderr, `spec ${evaluation.model.spec}`);
      io.stdout.write(
        format === 'json'
          ? `${JSON.stringify(evaluation, null, 2)}\n`
          : `${evaluatedOn(evaluation, evaluation.set ?? { given: placeOf(data) })}${printEvaluation(evaluation, { calibration: true })}`,
      );
      exit(exitCodes.clean);
    });
}

/** How to name other images: by their path, or by the option that lists their files. */
function placeOf(data: unknown): string {
  return typeof data === 'string' ? data : '--data';
}
