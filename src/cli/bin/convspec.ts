#!/usr/bin/env node
import { processIo } from '../io';
import { main } from '../main';
import { terminalAsker } from '../terminal-asker';

process.exitCode = await main(
  process.argv.slice(2),
  processIo(new URL('./validate-spec.mjs', import.meta.url), terminalAsker),
);
