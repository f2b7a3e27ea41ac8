import { commandTable, hiddenCommands } from './command-table';
import type { CliIo } from './io';
import { runCommandLine } from './run-command-line';

/** Runs the program `convspec`, which has every command. */
export function main(argv: readonly string[], io: CliIo): Promise<number> {
  return runCommandLine(argv, io, { commands: commandTable, hidden: hiddenCommands });
}
