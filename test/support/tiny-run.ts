import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { buildFromSpec } from '../../src/hosts/node/library';
import { tinyProject } from './tiny-project';

/**
 * Trains the tiny project once for all tests of a file, which must only read it. Call it at the top of the file.
 *
 * @returns the project folder and the run folder, set when the tests run
 */
export function tinyRun(): { project: string; run: string } {
  const folders = { project: '', run: '' };
  beforeAll(async () => {
    let remove = () => {};
    folders.project = await tinyProject({}, (removal) => {
      remove = removal;
    });
    folders.run = join(folders.project, 'run');
    const { model, train } = await buildFromSpec(join(folders.project, 'spec.yaml'), { backend: 'cpu' });
    const run = await train({ out: folders.run });
    await run.result;
    run.engine.dispose();
    model.dispose();
    return remove;
  }, 60_000);
  return folders;
}
