import { Command, Option } from '@commander-js/extra-typings';
import { UserError } from '../../base/diagnostics/user-error';
import { modelArgument, modelSpecOption } from '../choose-model';
import { readSpecArgument } from '../choose-spec';
import { backendOption, wholeNumber } from '../flags';
import { type CliIo, errorText, exitCodes, paintFor, writeLine } from '../io';

export function predictCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('predict')
    .description('classify images with a trained model')
    .addArgument(modelArgument())
    .argument('<images...>', 'image files, folders or globs')
    .addOption(modelSpecOption())
    .addOption(backendOption('to run on'))
    .option('--top <count>', 'number of classes to print per image', wholeNumber(1), 3)
    .addOption(
      new Option('--format <format>', 'output format; json prints one object per line')
        .choices(['table', 'csv', 'json'] as const)
        .default('table' as const),
    )
    .option(
      '--max-pixels <count>',
      'number of pixels an image may have (default: data.maxPixels of the spec)',
      wholeNumber(1),
    )
    .addHelpText(
      'after',
      "\nExamples:\n  $ convspec predict runs/icons-12 photo.jpg\n  $ convspec predict runs/icons-12/best.h5 photos 'scans/**/*.png' --format csv > predictions.csv\n  $ convspec predict resnet50.keras photo.jpg --spec specs/resnet50.yaml",
    )
    .action(async (model, given, options) => {
      const { loadClassifier } = await import('../../hosts/node/library');
      const { findImages } = await import('../find-images');
      const { predictionPrinters } = await import('../prediction-text');
      const spec = options.spec === undefined ? undefined : await readSpecArgument(options.spec, io);
      const classifier = await loadClassifier(model, {
        backend: options.backend ?? 'auto',
        ...(spec === undefined ? {} : { spec }),
        ...(io.plugins === undefined ? {} : { plugins: io.plugins }),
        ...(options.maxPixels === undefined ? {} : { limits: { maxPixels: options.maxPixels } }),
      });
      const { classes } = classifier;
      if (spec === undefined && classifier.spec !== null)
        writeLine(io.stderr, `spec ${classifier.spec.file}`);
      if (!classifier.named)
        io.stderr.write('note: the spec of the model has no class names, so classes are numbered\n');
      const files = await findImages(given);
      const top = Math.min(options.top, classes.length);
      const printer = predictionPrinters[options.format]({ files, classes, top });
      io.stdout.write(printer.head);
      let failed = 0;
      for (const file of files) {
        try {
          io.stdout.write(printer.of(file, (await classifier.classify(file)).slice(0, top)));
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
