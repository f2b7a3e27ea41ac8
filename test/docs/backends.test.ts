import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { surveyText } from '../../src/cli/survey-text';
import { buildFromSpec } from '../../src/index';
import { builtInBackendNames } from '../../src/language/backend-names';
import { found } from '../support/check-file';
import { specText } from '../support/spec-text';
import { tinySpec } from '../support/tiny-project';
import plugin from './backend-plugin';

const page = readFileSync('docs/backends.md', 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';

it('the table of docs/backends.md is in the order of auto', () => {
  const [, table = ''] = /^((?:\|.*\n)+)/m.exec(page) ?? [];
  const names = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(names).toEqual(builtInBackendNames);
});

it('the ways to choose of docs/backends.md are of the language', () => {
  const choices = [...block('yaml').matchAll(/backend: ([^#]*?) +#/g)].map(([, choice = '']) => choice);
  expect(choices).toHaveLength(4);
  for (const choice of choices) {
    expect(found(specText({ training: `training: { backend: ${choice} }` }))).toEqual([]);
  }
});

it('the survey of docs/backends.md is laid out as the program prints it', () => {
  const absent = { available: false } as const;
  const here = { available: true, supported: true } as const;
  const imitated = 'SwiftShader Device (Subzero), WebGPU';
  const text = surveyText(
    {
      backends: [
        {
          name: 'webgpu',
          accelerator: 'gpu',
          ...here,
          device: imitated,
          reason: `${imitated}: a GPU emulated in software, slower than wasm`,
          remedy: 'to use it anyway, request it by name: backend: webgpu',
        },
        {
          name: 'tensorflow',
          accelerator: 'cpu',
          ...absent,
          reason: 'neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed',
          remedy:
            'npm install @tensorflow/tfjs-node, or build it against the TensorFlow of a Python installation: docs/backends.md',
        },
        {
          name: 'webgl',
          accelerator: 'gpu',
          ...absent,
          reason: 'only available in browsers',
          remedy: 'use the backend webgpu or wasm',
        },
        {
          name: 'onnxruntime',
          accelerator: 'cpu',
          ...here,
          device: 'CPU, ONNX Runtime 1.30.0, 2 threads',
        },
        {
          name: 'onnxruntime:cuda',
          accelerator: 'gpu',
          ...absent,
          reason: 'the CUDA files are missing from the package onnxruntime-node',
          remedy:
            'use an NVIDIA GPU with CUDA 12 and cuDNN 9, and let the install script of onnxruntime-node download its CUDA files: npm rebuild onnxruntime-node, without ONNXRUNTIME_NODE_INSTALL=skip',
        },
        {
          name: 'onnxruntime:webgpu',
          accelerator: 'gpu',
          ...here,
          device: 'WebGPU, ONNX Runtime 1.30.0',
        },
        {
          name: 'wasm',
          accelerator: 'cpu',
          ...here,
          device: 'CPU, WebAssembly, 2 threads',
          // Seven tenths of what 32 bits address: `memoryForTraining` of a machine that has more.
          memoryBytes: 3_006_477_107,
        },
        { name: 'cpu', accelerator: 'cpu', ...here, device: 'CPU, plain JavaScript' },
      ],
      auto: 'onnxruntime',
    },
    (_style, plain) => plain,
  );
  expect(block('text')).toBe(`$ convspec backends specs/icons-12.yaml\n${text}\n`);
});

it('the plugin of docs/backends.md is the one that is compiled and trained here', async () => {
  const compiled = readFileSync('test/docs/backend-plugin.ts', 'utf8');
  expect(block('ts')).toBe(compiled.replace('../../src/index', 'convspec'));
  const { backend, model } = await buildFromSpec({ yaml: tinySpec }, { plugins: [plugin] });
  expect(backend).toMatchObject({ name: 'plain', device: 'this processor', passedOver: [] });
  model.dispose();
});
