/** The program `convspec`, bundled for tests of its streams. */
import { processIo } from '../../src/cli/io';
import { main } from '../../src/cli/main';

process.exitCode = await main(process.argv.slice(2), processIo(new URL(import.meta.url)));
