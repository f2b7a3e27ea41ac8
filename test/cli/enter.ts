import { onTestFinished } from 'vitest';

/** Changes the working directory to a folder until the test ends. */
export function enter(folder: string): string {
  const former = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(former));
  return folder;
}
