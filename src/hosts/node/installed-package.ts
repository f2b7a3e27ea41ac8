import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The text of a file of an installed package, whatever the package exports; `null` where it is not installed. */
export async function readPackageFile(name: string, path: string): Promise<string | null> {
  const here = typeof __filename === 'string' ? __filename : import.meta.url;
  for (const folder of createRequire(here).resolve.paths(name) ?? []) {
    const text = await readFile(join(folder, name, path), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  return null;
}

/** The version of an installed package; `null` where it is not installed. */
export async function packageVersion(name: string): Promise<string | null> {
  const text = await readPackageFile(name, 'package.json');
  return text === null ? null : String(JSON.parse(text).version);
}
