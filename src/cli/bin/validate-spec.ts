#!/usr/bin/env node
import { processIo } from '../io';
import { main } from '../main';

process.exitCode = await main(
  ['validate', ...process.argv.slice(2)],
  processIo(new URL('./check-thread.ts', import.meta.url)),
);
