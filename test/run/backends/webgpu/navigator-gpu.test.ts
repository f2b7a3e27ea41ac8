import { describe, expect, it } from 'vitest';
import { adaptersOf, browserAdapters } from '../../../../src/run/backends/webgpu/adapter';

type Info = Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'description' | 'isFallbackAdapter'>;

const nvidia: Info = { vendor: 'nvidia', architecture: 'ampere', description: '', isFallbackAdapter: false };
const intel: Info = {
  vendor: 'intel',
  architecture: 'xe',
  description: 'Intel(R) Xe Graphics',
  isFallbackAdapter: false,
};
const software: Info = {
  vendor: 'google',
  architecture: 'swiftshader',
  description: '',
  isFallbackAdapter: true,
};

/** A browser with these adapters. */
function gpuOf(adapters: { fast?: Info; frugal?: Info; fallback?: Info }): GPU {
  const requestAdapter = async (options: GPURequestAdapterOptions = {}) => {
    const { forceFallbackAdapter, powerPreference } = options;
    if (forceFallbackAdapter) return adapters.fallback ? { info: adapters.fallback } : null;
    const info = powerPreference === 'low-power' ? (adapters.frugal ?? adapters.fast) : adapters.fast;
    return info ? { info } : null;
  };
  return { requestAdapter } as unknown as GPU;
}

describe('adaptersOf', () => {
  const source = adaptersOf(gpuOf({ fast: nvidia, frugal: intel, fallback: software }));

  it.each([
    [undefined, { name: 'nvidia ampere', software: false }],
    ['high-performance', { name: 'nvidia ampere', software: false }],
    ['low-power', { name: 'Intel(R) Xe Graphics', software: false }],
    ['NVIDIA', { name: 'nvidia ampere', software: false }],
    ['xe graph', { name: 'Intel(R) Xe Graphics', software: false }],
    ['swift', { name: 'google swiftshader', software: true }],
  ])('finds %s', async (wanted, expected) => {
    expect(await source.find(wanted)).toMatchObject(expected);
  });

  it('lists the available adapters if none matches', async () => {
    await expect(source.find('radeon')).rejects.toMatchObject({
      message:
        'no GPU matches "radeon", available: "nvidia ampere", "Intel(R) Xe Graphics" and "google swiftshader"',
      hint: 'use part of an available name, high-performance or low-power',
    });
  });

  it.each([undefined, 'low-power', 'nvidia'])('reports that a browser offers none (%s)', async (wanted) => {
    await expect(adaptersOf(gpuOf({})).find(wanted)).rejects.toThrow(
      'the browser offers no GPU through WebGPU',
    );
  });
});

describe('browserAdapters', () => {
  it('reports that a page has no WebGPU', async () => {
    await expect(browserAdapters()).rejects.toMatchObject({
      message: 'browsers support WebGPU only on secure pages',
      hint: expect.stringContaining('https'),
    });
  });
});
