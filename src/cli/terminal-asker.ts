import { escapeLine } from '../base/text/escape';
import type { Asker } from './init/ask';
import { InterruptedError } from './io';

/** Prompts in a terminal, on stderr. Ctrl-C at a prompt throws an {@link InterruptedError}. */
export async function terminalAsker(): Promise<Asker> {
  const { confirm, input, select } = await import('@inquirer/prompts');
  const context = { output: process.stderr };
  return {
    select: (message, choices, proposed) =>
      answered(
        select(
          {
            message: escapeLine(message),
            choices: choices.map((value) => ({ value, name: escapeLine(value) })),
            default: proposed,
            pageSize: 14,
          },
          context,
        ),
      ),
    text: (message, proposed, fault) =>
      answered(
        input(
          { message: escapeLine(message), default: proposed, validate: (answer) => fault(answer) ?? true },
          context,
        ),
      ),
    confirm: (message, proposed) =>
      answered(confirm({ message: escapeLine(message), default: proposed }, context)),
  };
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Error && error.name === 'ExitPromptError' ? new InterruptedError() : error;
  }
}
