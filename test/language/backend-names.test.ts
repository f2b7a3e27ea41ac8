import { expect, it } from 'vitest';
import { fix } from '../../src/base/diagnostics/fix';
import { decodeSource } from '../../src/base/source/read-source';
import { checkSpec } from '../../src/check/check-spec';
import { vocabularyWith } from '../../src/language/vocabulary';
import { found } from '../support/check-file';
import { specText } from '../support/spec-text';

const withBackend = (backend: string) => specText({ training: `training: { backend: ${backend} }` });

it.each([
  ['auto'],
  ['wasm'],
  ['webgpu:low-power'],
  ['"webgpu:NVIDIA H200: the second"'],
  ['[webgpu, "webgpu:nvidia", tensorflow, webgl, cpu]'],
])('backend: %s is valid', (backend) => {
  expect(found(withBackend(backend))).toEqual([]);
});

it.each([
  ['wasn', ['9:22 spec/unknown-value unknown backend "wasn"; did you mean "wasm"?']],
  ['abacus', ['9:22 spec/unknown-value unknown backend "abacus"']],
  ['gpu:2', ['9:22 spec/unknown-value unknown backend "gpu:2"; did you mean "cpu:2"?']],
  ['WASM', ['9:22 spec/unknown-value unknown backend "WASM"; did you mean "wasm"?']],
  ['"wasm:"', ['9:22 spec/invalid-value "wasm:" has no device after the colon']],
  [
    '[webgl, auto, wsam]',
    [
      '9:30 spec/invalid-value "auto" cannot be part of a list: a list names backends in order of preference',
      '9:36 spec/unknown-value unknown backend "wsam"; did you mean "wasm"?',
    ],
  ],
  ['3', ['9:22 spec/wrong-type expected the name of a backend, or a list of names, received 3']],
])('backend: %s is invalid', (backend, expected) => {
  expect(found(withBackend(backend))).toEqual(expected);
});

it('accepts the backends of plugins', () => {
  const quantum = {
    name: 'quantum',
    accelerator: 'gpu' as const,
    probe: () => Promise.reject(new Error('a check asks no backend')),
    supports: () => Promise.reject(new Error('a check asks no backend')),
    compile: () => Promise.reject(new Error('a check asks no backend')),
    createEngine: () => Promise.reject(new Error('a check asks no backend')),
  };
  const vocabulary = vocabularyWith([{ backends: { quantum } }]);
  const messages = (backend: string) =>
    checkSpec(
      decodeSource('spec.yaml', new TextEncoder().encode(withBackend(backend))),
      vocabulary,
    ).diagnostics.flatMap(({ severity, message }) => (severity === 'note' ? [] : [message]));
  expect(messages('[quantum, wasm]')).toEqual([]);
  expect(messages('quantom')).toEqual(['unknown backend "quantom"; did you mean "quantum"?']);
});

it('is fixed by --fix, keeping its device', () => {
  const file = decodeSource('spec.yaml', new TextEncoder().encode(withBackend('tensorfow:gpu')));
  const { file: mended } = fix(file, (version) => checkSpec(version, vocabularyWith()).diagnostics);
  expect(mended.text).toBe(withBackend('tensorflow:gpu'));
});
