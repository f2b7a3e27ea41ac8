import { Command, Option } from '@commander-js/extra-typings';
import { UserError } from '../../base/diagnostics/user-error';
import { chooseModel } from '../choose-spec';
import { backendOption, specOption, wholeNumber } from '../flags';
import { type CliIo, errorText, exitCodes, paintFor, writeLine } from '../io';

export function predictCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('predict')
    .description('classify images with a trained model')
    .argument('<images...>', 'image files')
    .option('--model <path>', 'run folder, or model file saved by a run (default: the run of the spec)')
    .addOption(specOption('spec whose run in runs/<name> to use (default: convspec.yaml)'))
    .addOption(backendOption('to run on'))
    .option('--top <count>', 'number of classes to print per image', wholeNumber(1), 3)
    .addOption(
      new Option('--format <format>', 'output format; json prints one line per image')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option(
      '--max-pixels <count>',
      'number of pixels an image may have (default: data.maxPixels of the spec)',
      wholeNumber(1),
    )
    .addHelpText('after', '\nExample:\n  $ convspec predict photo.jpg --model runs/icons-12')
    .action(async (images, options) => {
      const model = await chooseModel({ argument: options.model, spec: options.spec }, io);
      const { loadClassifier } = await import('../../hosts/node/library');
      const classifier = await loadClassifier(model, {
        backend: options.backend ?? 'auto',
        ...(io.plugins === undefined ? {} : { plugins: io.plugins }),
        ...(options.maxPixels === undefined ? {} : { limits: { maxPixels: options.maxPixels } }),
      });
      let failed = 0;
      for (const file of images) {
        try {
          const predictions = (await classifier.classify(file)).slice(0, options.top);
          const text = predictions.map((p) => `${p.class} ${(p.probability * 100).toFixed(1)}%`).join('  ');
          writeLine(
            io.stdout,
            options.format === 'json' ? JSON.stringify({ file, predictions }) : `${file}: ${text}`,
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
