import { BackendError } from '../../../run/backends/backend-error';

/** What Node offers to the program, had without an import: a bundle for browsers has no such module. */
export interface NodeModules {
  readonly childProcess: typeof import('node:child_process');
  readonly module: typeof import('node:module');
  readonly os: typeof import('node:os');
  readonly path: typeof import('node:path');
  readonly util: typeof import('node:util');
}

/** @throws {BackendError} in browsers and in Node before 20.16 */
export function nodeModules(): NodeModules {
  const builtin = globalThis.process?.getBuiltinModule;
  if (builtin === undefined) {
    throw new BackendError('it runs in Node 20.16 or newer only', 'use another backend here');
  }
  return {
    childProcess: builtin('node:child_process'),
    module: builtin('node:module'),
    os: builtin('node:os'),
    path: builtin('node:path'),
    util: builtin('node:util'),
  };
}
