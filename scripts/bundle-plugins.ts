import { readFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

type Build = Parameters<Plugin['setup']>[0];

/** `z` as a namespace import, which can be tree-shaken; imported by its name it brings the messages of every language. */
export const namespaceImport = {
  name: 'zod-by-namespace',
  setup(build: Build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^import \{ z \} from 'zod'/m, "import * as z from 'zod'"),
      loader: 'ts' as const,
    }));
  },
};

/**
 * Loads Node's own modules when the code that needs them runs. In a single file, esbuild turns the import statements of
 * lazily imported modules into imports of the file, which Node loads at the start.
 */
export const builtinsOnDemand = {
  name: 'builtins-on-demand',
  setup(build: Build) {
    build.onResolve({ filter: /^(node:)?[a-z_/]+$/ }, ({ path, importer }) => {
      const name = path.replace(/^node:/, '');
      if (!builtinModules.includes(name)) return undefined;
      // Named exports for our own code: a copy of the whole module would read properties that load further modules.
      const namespace = /[\\/]src[\\/]/.test(importer) ? 'builtin-names' : 'builtin';
      return { path: name, namespace, sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      // commander starts subcommands with it that are programs of their own. It has none here.
      contents: path === 'child_process' ? '' : `module.exports = requireOfBundle('node:${path}')`,
    }));
    build.onLoad({ filter: /.*/, namespace: 'builtin-names' }, async ({ path }) => {
      const names = Object.keys(await import(`node:${path}`)).filter((name) => /^[a-zA-Z]\w*$/.test(name));
      const exported = names
        .filter((name) => name !== 'default')
        .map((name) => `export const ${name} = /* @__PURE__ */ (() => builtin.${name})();`);
      return { contents: `const builtin = requireOfBundle('node:${path}');\n${exported.join('\n')}` };
    });
  },
};

/** The ES modules of yaml, which can be tree-shaken. For Node it exports CommonJS. */
export const yamlModules = {
  name: 'yaml-modules',
  setup(build: Build) {
    const folder = dirname(createRequire(import.meta.url).resolve('yaml/package.json'));
    build.onResolve({ filter: /^yaml$/ }, () => ({
      path: join(folder, 'browser/dist/index.js'),
      sideEffects: false,
    }));
  },
};
