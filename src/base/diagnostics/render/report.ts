import type { Diagnostic } from '../diagnostic';

/** The result of one run of `validate` as plain data, in the order of its arguments. */
export interface Report {
  readonly files: readonly CheckedFile[];
  /** Arguments that could not be read. */
  readonly unread: readonly UnreadFile[];
  /** Number of problems fixed by `--fix`; 0 without it. */
  readonly fixed: number;
  /** Number of claims updated by `--update-claims`; 0 without it. */
  readonly updated: number;
  /** Whether there are more warnings than allowed, so the run fails. */
  readonly warningsFail: boolean;
  /** The folder that relative paths are resolved against. */
  readonly root: string;
}

export interface CheckedFile {
  /** The path as given by the user, or `<stdin>`. */
  readonly name: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface UnreadFile {
  /** The path or glob as given by the user. */
  readonly name: string;
  /** Why it could not be read; includes the path. */
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Returns all diagnostics of a report in order. */
export function diagnosticsOf({ files }: Report): Diagnostic[] {
  return files.flatMap((file) => file.diagnostics);
}

/** Formats a path for machines: with `/` between folders, and relative to the root if the file is inside it. */
export function portablePath(name: string, root: string): string {
  const path = name.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const base = `${root.replaceAll('\\', '/').replace(/\/$/, '')}/`;
  return path.startsWith(base) ? path.slice(base.length) : path;
}
