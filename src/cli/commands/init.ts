import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { UserError } from '../../base/diagnostics/user-error';
import { SourceError } from '../../base/source/read-source';
import { usualSpec } from '../choose-spec';
import { dataOption, outOption, overwriteOption } from '../flags';
import { parseSize, sizeForm } from '../init/ask';
import type { Size } from '../init/proposal';
import type { CliIo } from '../io';

/** `convspec init`: looks at a folder of images and writes a spec that can be trained on them. */
export function initCommand(io: CliIo) {
  return new Command('init')
    .description('write a spec for a folder of images, after looking at them')
    .argument('[folder]', 'the images, in one folder per class; looked for here unless given')
    .addOption(dataOption('the folder of images, in place of the argument'))
    .addOption(outOption('file', `the spec to write; ${usualSpec} unless given`))
    .addOption(
      new Option(
        '--size <size>',
        'what the network sees, in pixels: 96, or height and width as 96x128',
      ).argParser(sizeFlag),
    )
    .option('--network <name>', 'small, medium, or a network of the zoo, such as resnet-18')
    .option(
      '--classes <names>',
      'the class folders in the order of the outputs, with commas; or their number',
    )
    .option('-y, --yes', 'take every proposal and ask nothing')
    .addOption(overwriteOption('replace the spec if there is one'))
    .addOption(new Option('--force').implies({ overwrite: true }).hideHelp())
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec init photos\n  $ convspec init photos --size 128 --network resnet-18 --yes\n  $ convspec init photos --out specs/photos.yaml --overwrite',
    )
    .action(async (folder, { data, out = usualSpec, overwrite = false, yes = false, ...wishes }) => {
      if (folder !== undefined && data !== undefined)
        throw new SourceError(`the folder is named twice: ${folder}, and --data ${data}`, 'give one of them');
      const exists = existsSync(out);
      if (exists && statSync(out).isDirectory())
        throw new SourceError(
          `--out ${out}: it is a folder, not a file`,
          `name the file to write, such as ${join(out, usualSpec)}`,
        );
      const asker = yes ? undefined : await io.asker?.();
      const replace =
        !exists || overwrite || (await asker?.confirm(`${out} exists. Replace it?`, false)) === true;
      if (!replace) {
        throw new UserError(`"${out}" exists`, 'use --overwrite to replace it, or --out for another file');
      }
      const { createProject } = await import('../init/create-project');
      const { writeFileAtomically } = await import('../../hosts/node/atomic-write');
      const { text, summary } = await createProject(
        { folder: folder ?? data, out, ...wishes },
        { asker, say: (line) => io.stderr.write(line) },
      );
      await writeFileAtomically(out, text);
      const spec = out === usualSpec ? '' : ` ${out}`;
      io.stdout.write(`${summary}\nnext: convspec train${spec}\n`);
    });
}

function sizeFlag(text: string): Size {
  const size = parseSize(text);
  if (size) return size;
  throw new InvalidArgumentError(sizeForm);
}
