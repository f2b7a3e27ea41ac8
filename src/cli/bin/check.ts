#!/usr/bin/env node
/**
 * The checker as one file that needs no `node_modules`: see `action/`. What it imports below is evaluated only there,
 * after zod is set up. Without `await` at the top level, so that the launcher can run it as a function as well.
 */
import { z } from 'zod';
import { checkThreadFlag, processIo } from '../io';

async function run(argv: readonly string[]): Promise<void> {
  if (argv[0] === checkThreadFlag) {
    const { answerAsThread } = await import('../check-thread');
    return answerAsThread();
  }
  // A schema reads a few values here: compiling a function for it takes longer than the function saves.
  z.config({ jitless: true });
  const { runCommandLine } = await import('../run-command-line');
  const commands = {
    validate: async () => (await import('../commands/validate')).validateCommand,
  };
  const io = processIo(new URL(import.meta.url));
  process.exitCode = await runCommandLine(['validate', ...argv], io, {
    name: 'validate-spec',
    commands,
    hidden: {},
  });
}

void run(process.argv.slice(2));
