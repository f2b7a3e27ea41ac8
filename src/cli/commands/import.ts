import { Command } from '@commander-js/extra-typings';
import { outOption, overwriteOption } from '../flags';
import type { CliIo } from '../io';
import { refuseExisting } from '../output-files';

export function importCommand(io: CliIo) {
  return new Command('import')
    .description('write the spec of a Keras model')
    .argument('<model>', 'a model file: .keras, .h5, model.json of tfjs, or the configuration alone as .json')
    .addOption(outOption('file', 'where to write the spec; standard output unless given'))
    .addOption(overwriteOption('replace the file if there is one'))
    .addHelpText('after', '\nExample:\n  $ convspec import resnet50.keras --out specs/resnet50.yaml')
    .action(async (path, { out, overwrite }) => {
      if (out !== undefined) await refuseExisting(out, { overwrite });
      const { importFile } = await import('../import-file');
      const { text, plan, notes } = await importFile(path);
      for (const note of notes) io.stderr.write(`note: ${note}\n`);
      if (out === undefined) {
        io.stdout.write(text);
        return;
      }
      const { writeFileAtomically } = await import('../../hosts/node/atomic-write');
      await writeFileAtomically(out, text);
      const params = plan.totals.params.toLocaleString('en-US');
      io.stderr.write(`${out}: ${plan.layers.length} layers, ${params} parameters\n`);
    });
}
