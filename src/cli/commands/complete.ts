import { Command } from '@commander-js/extra-typings';
import type { CliIo } from '../io';

/** `convspec complete`: called by the scripts of `convspec completion`, see `completionScripts`. */
export function completeCommand(io: CliIo) {
  return new Command('complete')
    .description('print completions for a command line; called by the scripts of "convspec completion"')
    .argument('[words...]', 'the words after convspec; the last one is being typed')
    .addHelpText('after', '\nExample:\n  $ convspec complete -- train --ba')
    .action(async (line) => {
      const { candidatesFor } = await import('../completion/candidates');
      const { words, files } = await candidatesFor(line, io);
      const lines = words.map(({ word, about }) => (about === '' ? word : `${word}\t${about}`));
      io.stdout.write([...lines, ...(files ? [':files'] : []), ''].join('\n'));
    });
}
