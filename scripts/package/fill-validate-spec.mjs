/** Fills packages/validate-spec with what it shares with the main package. npm runs it there, before packing. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'packages/validate-spec');
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

const [main, own] = [root, folder].map((path) => json(join(path, 'package.json')).version);
if (main !== own) throw new Error(`packages/validate-spec has version ${own}, the main package ${main}`);
for (const file of [
  'action/validate-spec.cjs',
  'action/validate-spec.mjs',
  'action/LICENSES.txt',
  'CHANGELOG.md',
  'LICENSE',
])
  copyFileSync(join(root, file), join(folder, file.replace('action/', '')));
