/** Copies the checker that tsup built to where the GitHub Action, the hooks and the package `validate-spec` run it. */
import { chmodSync, copyFileSync } from 'node:fs';

copyFileSync('dist/bin/check.js', 'action/validate-spec.mjs');
copyFileSync('dist/bin/LICENSES.txt', 'action/LICENSES.txt');
chmodSync('action/validate-spec.mjs', 0o755);
