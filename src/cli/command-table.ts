import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CliIo } from './io';

/** Creates a command. Call `exit` to set the exit code (default: 0). */
type MakeCommand = (io: CliIo, exit: (code: number) => void) => unknown;

/** Commands by name, each loaded on demand. */
export type CommandTable = Readonly<Record<string, () => Promise<MakeCommand>>>;

/** The commands in the order of the help text. */
export const commandTable: CommandTable = {
  init: async () => (await import('./commands/init')).initCommand,
  validate: async () => (await import('./commands/validate')).validateCommand,
  explain: async () => (await import('./commands/explain')).explainCommand,
  summary: async () => (await import('./commands/summary')).summaryCommand,
  diff: async () => (await import('./commands/diff')).diffCommand,
  diagram: async () => (await import('./commands/diagram')).diagramCommand,
  train: async () => (await import('./commands/train')).trainCommand,
  evaluate: async () => (await import('./commands/evaluate')).evaluateCommand,
  predict: async () => (await import('./commands/predict')).predictCommand,
  export: async () => (await import('./commands/export')).exportCommand,
  import: async () => (await import('./commands/import')).importCommand,
  rehearse: async () => (await import('./commands/rehearse')).rehearseCommand,
  render: async () => (await import('./commands/render')).renderCommand,
  backends: async () => (await import('./commands/backends')).backendsCommand,
  doctor: async () => (await import('./commands/doctor')).doctorCommand,
  schema: async () => (await import('./commands/schema')).schemaCommand,
  completion: async () => (await import('./commands/completion')).completionCommand,
};

/** Loads the commands with these names (default: all). */
export async function loadCommands(
  io: CliIo,
  names: readonly string[] = Object.keys(commandTable),
): Promise<readonly CommandUnknownOpts[]> {
  const loaded = await Promise.all(names.map(async (name) => (await commandTable[name]?.())?.(io, () => {})));
  return loaded.filter((command) => command !== undefined) as unknown as readonly CommandUnknownOpts[];
}
