import { Command } from '@commander-js/extra-typings';
import { throwErrors } from '../../check/sound-spec';
import { renderSpec } from '../../describe/render-spec';
import { chooseSpec, loadPlannedSpec, noteOverridden, sayOn } from '../choose-spec';
import { setOption, specArgument, specOption } from '../flags';
import type { CliIo } from '../io';

export function renderCommand(io: CliIo) {
  return new Command('render')
    .description('print the spec with all defaults filled in')
    .addArgument(specArgument())
    .addOption(specOption())
    .addOption(setOption())
    .addHelpText('after', '\nExample:\n  $ convspec render specs/convnet-12class.yaml > resolved.yaml')
    .action(async (argument, options) => {
      const path = chooseSpec({ argument, spec: options.spec }, sayOn(io));
      const { spec, diagnostics } = await loadPlannedSpec(path, io, options.set);
      io.stdout.write(renderSpec(spec));
      noteOverridden(diagnostics, io);
      throwErrors(diagnostics);
    });
}
