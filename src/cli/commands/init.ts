import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { systemReason } from '../../base/diagnostics/system-error';
import { UserError } from '../../base/diagnostics/user-error';
import { SourceError } from '../../base/source/read-source';
import { usualSpec } from '../choose-spec';
import { dataOption, outOption, overwriteOption } from '../flags';
import { parseSize, sizeForm } from '../init/ask';
import type { Size } from '../init/rule';
import { type CliIo, writeLine } from '../io';
import { asLaunched } from '../launch';

/** `convspec init`: creates a spec to train on a folder of images. */
export function initCommand(io: CliIo) {
  return new Command('init')
    .description('create a spec for a folder of images')
    .argument('[folder]', 'folder of images, one subfolder per class (default: found in the current folder)')
    .addOption(dataOption('folder of images (same as the argument)'))
    .addOption(
      outOption('file', `spec file to write, whose folder is created if needed (default: ${usualSpec})`),
    )
    .addOption(
      new Option(
        '--size <size>',
        'input size of the network in pixels: 96, or height and width as 96x128',
      ).argParser(sizeFlag),
    )
    .option('--network <name>', 'small, medium, or a network of the zoo such as resnet-18')
    .option('--classes <names>', 'class folders in output order, separated by commas, or their number')
    .option('-y, --yes', 'accept all defaults without prompting')
    .addOption(overwriteOption('replace an existing spec'))
    .addOption(new Option('--force').implies({ overwrite: true }).hideHelp())
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec init photos\n  $ convspec init photos --size 128 --network resnet-18 --yes\n  $ convspec init photos --out specs/photos.yaml --overwrite',
    )
    .action(async (folder, { data, out = usualSpec, overwrite = false, yes = false, ...wishes }) => {
      if (folder !== undefined && data !== undefined)
        throw new SourceError(`two folders were given: ${folder} and --data ${data}`, 'give only one');
      const exists = existsSync(out);
      if (exists && statSync(out).isDirectory())
        throw new SourceError(
          `--out ${out}: it is a folder, not a file`,
          `give the file to write, such as ${join(out, usualSpec)}`,
        );
      const asker = yes ? undefined : await io.asker?.();
      const replace =
        !exists || overwrite || (await asker?.confirm(`${out} already exists. Replace it?`, false)) === true;
      if (!replace) {
        throw new UserError(
          `"${out}" already exists`,
          'use --overwrite to replace it, or --out for another file',
        );
      }
      const { createProject } = await import('../init/create-project');
      const { writeFileAtomically } = await import('../../hosts/node/atomic-write');
      const { makeFolder } = await import('../../hosts/node/run-folder-files');
      const { text, summary } = await createProject(
        { folder: folder ?? data, out, ...wishes },
        { asker, say: (lines) => io.stderr.write(lines) },
      );
      await makeFolder(dirname(out)).catch((error: unknown) => {
        throw new UserError(
          `cannot create the folder "${dirname(out)}": ${systemReason(error)}`,
          'give another file with --out',
        );
      });
      await writeFileAtomically(out, text);
      const spec = out === usualSpec ? '' : ` ${out}`;
      io.stdout.write(`${summary}\n`);
      writeLine(io.stdout, `next: ${asLaunched('convspec train', io.env)}${spec}`);
    });
}

function sizeFlag(text: string): Size {
  const size = parseSize(text);
  if (size) return size;
  throw new InvalidArgumentError(sizeForm);
}
