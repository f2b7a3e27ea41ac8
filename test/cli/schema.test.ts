import { expect, it } from 'vitest';
import { runCli } from './run-cli';

it('prints a JSON Schema with the blocks and the callbacks', async () => {
  const { code, stdout, stderr } = await runCli(['schema']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ type: 'object' });
  for (const word of ['"conv"', '"globalAveragePool"', '"earlyStopping"', '"reduceLROnPlateau"']) {
    expect(stdout).toContain(word);
  }
});
