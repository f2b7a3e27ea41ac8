import { Command } from '@commander-js/extra-typings';
import { renderSpec } from '../../plan/render-spec';
import type { CliIo } from '../io';
import { loadSoundSpec } from '../load-spec';
import { collectOverride, setFlag, setHelp } from '../spec-options';

export function renderCommand(io: CliIo) {
  return new Command('render')
    .description('print the spec with every default explicit')
    .argument('<spec>', 'file, or - for standard input')
    .option(setFlag, setHelp, collectOverride)
    .addHelpText('after', '\nExample:\n  $ convspec render specs/convnet-12class.yaml > resolved.yaml')
    .action(async (path, options) => {
      const { spec } = await loadSoundSpec(path, io, options.set);
      io.stdout.write(renderSpec(spec));
    });
}
