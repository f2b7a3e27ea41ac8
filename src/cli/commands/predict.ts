import { Command, Option } from '@commander-js/extra-typings';
import { UserError } from '../../base/diagnostics/user-error';
import { chooseModel } from '../choose-spec';
import { backendOption, specOption, wholeNumber } from '../flags';
import { type CliIo, errorText, exitCodes, paintFor } from '../io';

export function predictCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('predict')
    .description('classify pictures with a trained model')
    .argument('<pictures...>', 'image files')
    .option(
      '--model <path>',
      'a run folder, or a model file that a run saved; the run of the spec unless given',
    )
    .addOption(specOption())
    .addOption(backendOption('run on'))
    .option('--top <count>', 'classes to show for each picture', wholeNumber(1), 3)
    .addOption(
      new Option('--format <format>', 'how to print it; json gives one line for each picture')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText('after', '\nExample:\n  $ convspec predict photo.jpg --model runs/icons-12')
    .action(async (pictures, options) => {
      const model = await chooseModel({ argument: options.model, spec: options.spec }, io);
      const { loadClassifier } = await import('../../hosts/node/library');
      const classifier = await loadClassifier(model, {
        backend: options.backend ?? 'auto',
        ...(io.plugins === undefined ? {} : { plugins: io.plugins }),
      });
      let failed = 0;
      for (const file of pictures) {
        try {
          const predictions = (await classifier.classify(file)).slice(0, options.top);
          const text = predictions.map((p) => `${p.class} ${(p.probability * 100).toFixed(1)}%`).join('  ');
          io.stdout.write(
            options.format === 'json' ? `${JSON.stringify({ file, predictions })}\n` : `${file}: ${text}\n`,
          );
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          failed++;
          io.stderr.write(errorText(error, paintFor(io.stderr, io.env)));
        }
      }
      classifier.dispose();
      exit(failed === 0 ? exitCodes.clean : exitCodes.problems);
    });
}
