import { UserError } from '../../base/diagnostics/user-error';
import type { Backend } from './backend';

/** Backends by name, in the order in which `auto` asks them. */
export type BackendTable = Readonly<Record<string, Backend>>;

/**
 * The backends of plugins, then the built-in ones: who brings a backend wants it to be used. One of a built-in name
 * replaces that; of two plugins' with one name the later counts.
 *
 * @throws UserError on a name that cannot be asked for
 */
export function backendsWith(
  builtIn: BackendTable,
  plugins: readonly { readonly backends?: BackendTable }[] = [],
): BackendTable {
  const added: Record<string, Backend> = {};
  for (const [name, backend] of plugins.flatMap(({ backends = {} }) => Object.entries(backends))) {
    if (!/^[A-Za-z][\w-]*$/.test(name) || name === 'auto') {
      throw new UserError(
        `a plugin calls its backend "${name}"`,
        'choose another name: a letter, then letters, digits, "_" and "-"; not "auto"',
      );
    }
    added[name] = backend;
  }
  const others = Object.entries(builtIn).filter(([name]) => !Object.hasOwn(added, name));
  return { ...added, ...Object.fromEntries(others) };
}
