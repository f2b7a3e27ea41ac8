import { access } from 'node:fs/promises';
import { UserError } from '../base/diagnostics/user-error';

/** Keeps a command from replacing a file unasked. @throws UserError when there is one */
export async function refuseExisting(
  file: string,
  { overwrite = false }: { readonly overwrite?: boolean | undefined },
): Promise<void> {
  if (!overwrite && (await exists(file)))
    throw new UserError(`"${file}" exists`, 'use --overwrite to replace it, or choose another name');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
