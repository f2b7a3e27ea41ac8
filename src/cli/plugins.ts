import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { meantOr } from '../base/diagnostics/suggest';
import { UserError } from '../base/diagnostics/user-error';
import { SourceError } from '../base/source/read-source';
import { isRecord } from '../base/values';
import type { Plugin } from '../run/plugin';

/** The tables of a plugin, each with a method that every entry of it has. */
const methods = {
  blocks: 'expand',
  layers: 'forward',
  callbacks: 'create',
  backends: 'probe',
} as const satisfies Record<keyof Plugin, string>;

/**
 * Imports the plugins that a command line names, relative to the working directory.
 *
 * @throws SourceError on a file that is not there, or a folder; UserError on one that fails, or whose default export is no plugin
 */
export async function loadPlugins(files: readonly string[] = []): Promise<readonly Plugin[]> {
  const plugins: Plugin[] = [];
  for (const file of files) {
    if (!existsSync(file))
      throw new SourceError(`plugin "${file}": no such file or folder`, 'check the path');
    if (statSync(file).isDirectory())
      throw new SourceError(`plugin "${file}": it is a folder, not a file`, 'give the ES module in it');
    plugins.push(pluginOf(file, await importFile(file)));
  }
  return plugins;
}

async function importFile(file: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(resolve(file)).href)) as { readonly default?: unknown };
    return module.default;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`plugin "${file}" fails when it is loaded: ${reason}`, `node ${file} shows where`, {
      cause: error,
    });
  }
}

function pluginOf(file: string, value: unknown): Plugin {
  const names = Object.keys(methods);
  const expected = `export default { ${names.join(', ')} }, each a table by name`;
  if (!isRecord(value)) throw new UserError(`plugin "${file}" has no plugin as its default export`, expected);
  for (const [key, table] of Object.entries(value)) {
    if (!isPluginKey(key)) {
      const message = `plugin "${file}" exports "${key}", which no plugin has`;
      throw new UserError(message, meantOr(key, names, expected));
    }
    if (!isRecord(table)) throw new UserError(`plugin "${file}": "${key}" is no table by name`, expected);
    for (const [name, entry] of Object.entries(table)) {
      if (isRecord(entry) && typeof entry[methods[key]] === 'function') continue;
      throw new UserError(
        `plugin "${file}": "${name}" of "${key}" has no method "${methods[key]}"`,
        'make blocks with defineBlock, layers with defineLayer, callbacks with defineCallback, and backends by the interface Backend',
      );
    }
  }
  return value as Plugin;
}

function isPluginKey(key: string): key is keyof Plugin {
  return Object.hasOwn(methods, key);
}
