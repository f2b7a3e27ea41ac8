/**
 * Run by full-disk.test.ts with a file size limit: writes a file that is too large, then a small one, and prints the
 * results. Arguments: a folder, the number of values in the large weight.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileFormatError } from '../../../src/base/diagnostics/user-error';
import { writeFileAtomically } from '../../../src/hosts/node/atomic-write';
import { planOf } from '../../compile/keras/plan';
import { oneByOne, randomWeights } from '../../compile/keras/weights';
import { readKerasH5, writeKerasH5 } from '../../support/node-formats';

const [folder = '', size = ''] = process.argv.slice(2);

function model(units: number) {
  const plan = planOf('model', [
    { name: 'fc', kind: 'flatten', config: {}, inputs: [], weights: [['kernel', [units]]] },
  ]);
  return { plan, weights: oneByOne(randomWeights(plan)) };
}

async function attempt(path: string, write: () => Promise<void>) {
  writeFileSync(path, 'the old one');
  try {
    await write();
    return { reason: null };
  } catch (error) {
    return {
      reason: error instanceof FileFormatError ? error.reason : String(error),
      kept: readFileSync(path, 'utf8'),
      files: readdirSync(folder),
      bytes: readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
    };
  }
}

const path = join(folder, 'file');
const largeModel = await attempt(path, () => writeKerasH5(path, model(Number(size))));
const largeText = await attempt(path, () => writeFileAtomically(path, 'x'.repeat(4 * Number(size))));
await writeKerasH5(path, model(100));
const weights = (await readKerasH5(path)).weightInfos;
console.log(JSON.stringify({ largeModel, largeText, afterwards: weights[0]?.shape }));
