import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { importNetwork } from '../../../src/import/import-network';
import { kerasArchiveConfig } from '../../../src/formats/keras/archive-config';
import { checkFile } from '../../support/check-file';
it('imports', () => {
  const { plan } = checkFile('specs/mobilenet-v2.yaml');
  const c = kerasArchiveConfig(plan!);
  const r = importNetwork(c, c.compile_config as any);
  console.log('problems' in r ? r.problems.slice(0,5) : r.text.slice(0,2500), 'notes' in r ? r.notes : '');
  const a = JSON.parse(readFileSync('test/reference/h5/all-layers.json','utf8'));
  const r2 = importNetwork(a.model_config ?? a, null);
  console.log('problems' in r2 ? r2.problems : r2.text);
});
