import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadClassifier } from '../../src/hosts/browser/library';

const weights = [{ name: 'conv/kernel', shape: [1], dtype: 'float32' }];

/** Serves a `model.json` whose weights are in a file of the given name, and records what else is requested. */
function serving(path: string): { readonly requested: string[] } {
  const model = JSON.stringify({
    modelTopology: { class_name: 'Sequential', config: {} },
    weightsManifest: [{ paths: [path], weights }],
  });
  const requested: string[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (address) => {
    if (String(address) === 'https://models.example/net/model.json?key=1') return new Response(model);
    requested.push(String(address));
    return new Response(null, { status: 404 });
  });
  return { requested };
}

const load = () => loadClassifier('https://models.example/net/model.json?key=1');

afterEach(() => vi.restoreAllMocks());

describe('weights files that model.json names', () => {
  it.each([
    '../secret.bin',
    'more/weights.bin',
    '/secret.bin',
    '..\\secret.bin',
    '..',
    'https://other.example/w.bin',
  ])('are refused in another folder: %s', async (path) => {
    const { requested } = serving(path);
    await expect(load()).rejects.toMatchObject({
      name: 'FileFormatError',
      message: expect.stringContaining(
        'its "weightsManifest.0.paths.0" is not as expected: expected a file name',
      ),
    });
    expect(requested).toEqual([]);
  });

  it.each([
    ['weights.bin', 'weights.bin'],
    ['a b.bin', 'a%20b.bin'],
    ['https:other.example', 'https%3Aother.example'],
    ['%2e%2e', '%252e%252e'],
    ['..%2fsecret.bin', '..%252fsecret.bin'],
    ['w.bin?other', 'w.bin%3Fother'],
  ])('are requested from the folder of model.json: %s', async (path, name) => {
    const { requested } = serving(path);
    const address = `https://models.example/net/${name}`;
    await expect(load()).rejects.toThrow(`${address}: the server responded with status 404`);
    expect(requested).toEqual([address]);
  });
});
