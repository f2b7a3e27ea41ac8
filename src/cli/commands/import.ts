import { dirname } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { outOption, overwriteOption, wholeNumber } from '../flags';
import { type CliIo, writeLine } from '../io';
import { refuseExisting } from '../output-files';

export function importCommand(io: CliIo) {
  return new Command('import')
    .description('convert a Keras model to a spec')
    .argument('<model>', 'model file: .keras, .h5, a tfjs model.json, or a Keras configuration as .json')
    .addOption(stepsOption())
    .addOption(outOption('file', 'spec file to write (default: standard output)'))
    .addOption(overwriteOption('replace an existing file'))
    .addHelpText('after', '\nExample:\n  $ convspec import resnet50.keras --out specs/resnet50.yaml')
    .action(async (path, { out, overwrite, stepsPerEpoch }) => {
      if (out !== undefined) await refuseExisting(out, { overwrite });
      const { importFile } = await import('../import-file');
      const { text, plan, notes } = await importFile(path, {
        stepsPerEpoch,
        ...(out === undefined ? {} : { folder: dirname(out) }),
      });
      for (const note of notes) writeLine(io.stderr, `note: ${note}`);
      if (out === undefined) {
        io.stdout.write(text);
        return;
      }
      const { writeFileAtomically } = await import('../../hosts/node/atomic-write');
      await writeFileAtomically(out, text);
      const params = plan.totals.params.toLocaleString('en-US');
      writeLine(io.stderr, `${out}: ${plan.layers.length} layers, ${params} parameters`);
    });
}

const stepsOption = () =>
  new Option(
    '--steps-per-epoch <number>',
    'training steps per epoch, to convert a learning-rate schedule',
  ).argParser(wholeNumber(1));
