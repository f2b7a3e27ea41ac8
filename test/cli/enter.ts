import { onTestFinished } from 'vitest';

/** Makes a folder the working directory until the test ends. */
export function enter(folder: string): string {
  const former = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(former));
  return folder;
}
