import type { Asker } from '../../src/cli/init/ask';
import { main } from '../../src/cli/main';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process, with its streams in memory. Colors and live lines only with `terminal`. */
export async function runCli(
  argv: readonly string[],
  options: {
    readonly stdin?: string | Uint8Array;
    readonly env?: Readonly<Record<string, string>>;
    readonly terminal?: boolean;
    /** Answers prompts instead of a user. */
    readonly asker?: Asker;
    /** Receives every text on stderr immediately. */
    readonly onStderr?: (text: string) => void;
  } = {},
): Promise<CliResult> {
  const { stdin = '', env = {}, terminal = false, onStderr, asker } = options;
  let stdout = '';
  let stderr = '';
  const code = await main(argv, {
    stdout: {
      isTTY: terminal,
      write(text) {
        stdout += text;
      },
    },
    stderr: {
      isTTY: terminal,
      write(text) {
        stderr += text;
        onStderr?.(text);
      },
    },
    env,
    ...(asker === undefined ? {} : { asker: async () => asker }),
    readStdin: async () => (typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin),
    onInterrupt: () => () => {},
    quit: (status) => {
      throw new Error(`quit with ${status}`);
    },
  });
  return { code, stdout, stderr };
}
