import { Command } from '@commander-js/extra-typings';
import { renderSpec } from '../../describe/render-spec';
import { chooseSpec, sayOn } from '../choose-spec';
import type { CliIo } from '../io';
import { loadSoundSpec } from '../load-spec';
import { setOption, specArgument, specOption } from '../shared-flags';

export function renderCommand(io: CliIo) {
  return new Command('render')
    .description('print the spec with every default explicit')
    .addArgument(specArgument())
    .addOption(specOption())
    .addOption(setOption())
    .addHelpText('after', '\nExample:\n  $ convspec render specs/convnet-12class.yaml > resolved.yaml')
    .action(async (argument, options) => {
      const path = chooseSpec({ argument, spec: options.spec }, sayOn(io));
      const { spec } = await loadSoundSpec(path, io, options.set);
      io.stdout.write(renderSpec(spec));
    });
}
