import { Argument, Command } from '@commander-js/extra-typings';
import { completionScripts, shells } from '../completion/scripts';
import type { CliIo } from '../io';

/** `convspec completion`: the script that a shell runs to complete commands, flags and values. */
export function completionCommand(io: CliIo) {
  return new Command('completion')
    .description('print the script that lets a shell complete commands, flags, backends, codes and keys')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec completion bash >> ~/.bashrc\n  $ convspec completion zsh > ~/.zfunc/_convspec\n  $ convspec completion fish > ~/.config/fish/completions/convspec.fish\n  $ convspec completion powershell >> $PROFILE',
    )
    .action((shell) => {
      io.stdout.write(completionScripts[shell]);
    });
}
