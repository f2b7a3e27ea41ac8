import { access } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../diagnostics/user-error';
import type { CliIo } from '../io';
import { outOption, overwriteOption } from '../shared-flags';

export function importCommand(io: CliIo) {
  return new Command('import')
    .description('write the spec of a Keras model')
    .argument('<model>', 'a model file: .keras, .h5, model.json of tfjs, or the configuration alone as .json')
    .addOption(outOption('file', 'where to write the spec; standard output unless given'))
    .addOption(overwriteOption('replace the file if there is one'))
    .addHelpText('after', '\nExample:\n  $ convspec import resnet50.keras --out specs/resnet50.yaml')
    .action(async (path, { out, overwrite = false }) => {
      if (out !== undefined && !overwrite && (await exists(out)))
        throw new UserError(`"${out}" exists`, 'use --overwrite to replace it, or choose another name');
      const { importFile } = await import('../../import/import-file');
      const { text, plan, notes } = await importFile(path);
      for (const note of notes) io.stderr.write(`note: ${note}\n`);
      if (out === undefined) {
        io.stdout.write(text);
        return;
      }
      const { writeFileAtomically } = await import('../../formats/atomic-write');
      await writeFileAtomically(out, text);
      const params = plan.totals.params.toLocaleString('en-US');
      io.stderr.write(`${out}: ${plan.layers.length} layers, ${params} parameters\n`);
    });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
