import type { Diagnostic } from '../diagnostic';

/** What one run of `validate` found: plain data, in the order in which the files were named. */
export interface Report {
  readonly files: readonly CheckedFile[];
  /** What the command line names and nothing could be read from. */
  readonly unread: readonly UnreadFile[];
  /** How many mistakes `--fix` mended; 0 without it. */
  readonly fixed: number;
  /** Whether there are more warnings than allowed, so that they fail the run. */
  readonly warningsFail: boolean;
  /** The folder that relative paths start from. */
  readonly root: string;
}

export interface CheckedFile {
  /** As the user gave it, or `<stdin>`. */
  readonly name: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface UnreadFile {
  /** The path or glob as the user gave it. */
  readonly name: string;
  /** Why, with the path in it. */
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Every diagnostic of a report, in its order. */
export function diagnosticsOf({ files }: Report): Diagnostic[] {
  return files.flatMap((file) => file.diagnostics);
}

/** A path for machines: `/` between folders, and relative to the root where the file is below it. */
export function portablePath(name: string, root: string): string {
  const path = name.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const base = `${root.replaceAll('\\', '/').replace(/\/$/, '')}/`;
  return path.startsWith(base) ? path.slice(base.length) : path;
}
