import { type CommandTable, commandTable } from './command-table';
import type { CliIo } from './io';
import { runCommandLine } from './run-command-line';

/** Commands for the scripts of `completion`, not for users. */
const hiddenCommands: CommandTable = {
  complete: async () => (await import('./commands/complete')).completeCommand,
};

/** Runs the program `convspec`, which has every command. */
export function main(argv: readonly string[], io: CliIo): Promise<number> {
  return runCommandLine(argv, io, { name: 'convspec', commands: commandTable, hidden: hiddenCommands });
}
