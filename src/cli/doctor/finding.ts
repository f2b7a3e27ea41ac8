/** The result of one check of the machine. */
export interface Finding {
  /** What was checked, in one or two words. */
  readonly name: string;
  /** `problem`: training cannot work; `warning`: it works less well than it could. */
  readonly status: 'ok' | 'warning' | 'problem';
  readonly message: string;
  /** What to do about it; `null` if nothing needs to be done. */
  readonly remedy: string | null;
}

export function ok(name: string, message: string): Finding {
  return { name, status: 'ok', message, remedy: null };
}

export function warning(name: string, message: string, remedy: string): Finding {
  return { name, status: 'warning', message, remedy };
}

export function problem(name: string, message: string, remedy: string): Finding {
  return { name, status: 'problem', message, remedy };
}
