/** Copies the checker that tsup built to where the GitHub Action, the hooks and the package `validate-spec` run it. */
import { chmodSync, copyFileSync } from 'node:fs';

for (const file of ['validate-spec.mjs', 'validate-spec.cjs', 'LICENSES.txt'])
  copyFileSync(`dist/bin/${file}`, `action/${file}`);
chmodSync('action/validate-spec.mjs', 0o755);
chmodSync('action/validate-spec.cjs', 0o755);
