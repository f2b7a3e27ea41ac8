import { Command } from '@commander-js/extra-typings';
import type { CliIo } from '../io';

/** `convspec complete`: what the scripts of `convspec completion` ask, see `completionScripts`. */
export function completeCommand(io: CliIo) {
  return new Command('complete')
    .description('print what completes a line; the scripts of "convspec completion" ask it')
    .argument('[words...]', 'the words behind convspec, the last being written')
    .addHelpText('after', '\nExample:\n  $ convspec complete -- train --ba')
    .action(async (line) => {
      const { candidatesFor } = await import('../completion/candidates');
      const { words, files } = await candidatesFor(line, io);
      const lines = words.map(({ word, about }) => (about === '' ? word : `${word}\t${about}`));
      io.stdout.write([...lines, ...(files ? [':files'] : []), ''].join('\n'));
    });
}
