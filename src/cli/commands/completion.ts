import { Argument, Command } from '@commander-js/extra-typings';
import { completionScripts, shells } from '../completion/scripts';
import type { CliIo } from '../io';

/** `convspec completion`: prints a shell script that completes commands, options and values. */
export function completionCommand(io: CliIo) {
  return new Command('completion')
    .description('print a shell completion script for commands, options, backends, codes and keys')
    .addArgument(new Argument('<shell>', 'shell to complete in').choices(shells))
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec completion bash >> ~/.bashrc\n  $ convspec completion zsh > ~/.zfunc/_convspec\n  $ convspec completion fish > ~/.config/fish/completions/convspec.fish\n  $ convspec completion powershell >> $PROFILE',
    )
    .action((shell) => {
      io.stdout.write(completionScripts[shell]);
    });
}
