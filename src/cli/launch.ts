import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The names are those of the command table, which the checker's bundle does not contain. */
const commandsToRun =
  /(?<!npx )\bconvspec (?=(?:backends|completion|diagram|diff|doctor|evaluate|explain|export|import|init|predict|rehearse|render|schema|summary|train|validate)\b)/g;

/** Writes `npx convspec …` instead of `convspec …` where a shell would not find `convspec`. */
export function asLaunched(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return text.includes('convspec ') && !isOnPath(env) ? text.replace(commandsToRun, 'npx convspec ') : text;
}

/** Whether PATH has `convspec`; folders that npm adds for its own child processes do not count. True without PATH. */
function isOnPath({ PATH }: Readonly<Record<string, string | undefined>>): boolean {
  if (PATH === undefined) return true;
  return PATH.split(delimiter)
    .filter((folder) => folder !== '' && !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .some((folder) => ['convspec', 'convspec.cmd'].some((name) => existsSync(join(folder, name))));
}
