import { describe, expect, it } from 'vitest';
import { folderOf, tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

/** Backends that can be asked, and a table without those of this machine: each built-in one is replaced. */
const plugin = `
const refuse = () => Promise.reject(new Error('only asked'));
const backend = (name, accelerator, probe, supports = { supported: true }) => ({
  name, accelerator, probe: async () => probe, supports: async () => supports, compile: refuse, createEngine: refuse,
});
const absent = (reason, remedy) => ({ available: false, reason, remedy });
const there = (device, rest) => ({ available: true, device, ...rest });
export default {
  backends: {
    webgpu: backend('webgpu', 'gpu', there('SwiftShader Device (Subzero), WebGPU', { software: true })),
    tensorflow: backend('tensorflow', 'cpu', absent('the package is not installed, neither the one for processors nor the one for GPUs', 'npm install it')),
    webgl: backend('webgl', 'gpu', there('ANGLE (a maker, a graphics processor with a long name, and its driver)'), {
      supported: false,
      reason: 'it lacks the kernel Erf',
      missing: [{ part: 'conv2d', layer: 'conv1_conv', kernels: ['Erf'] }],
    }),
    onnxruntime: {
      ...backend('onnxruntime', 'cpu', there('CPU'), {
        supported: false,
        reason: 'the layer "norm" of kind powerLaw cannot be written in ONNX',
      }),
      devices: ['cuda', 'webgpu'],
      onDevice: (name) =>
        backend('onnxruntime', 'gpu', name === 'webgpu' ? there('WebGPU') : { available: false, reason: 'there are no files for CUDA', remedy: 'get them' }),
    },
    wasm: backend('wasm', 'cpu', there('CPU, WebAssembly, 2 threads', { memoryBytes: 4294967296 })),
    cpu: backend('cpu', 'cpu', there('CPU, plain JavaScript')),
  },
};
`;

const pluginFile = (text = plugin) => `${folderOf({ 'plugin.mjs': text })}/plugin.mjs`;
const backends = (...argv: string[]) =>
  runCli(['backends', ...argv, '--plugin', pluginFile()], { stdin: tinySpec });

describe('convspec backends', () => {
  it('shows what there is, what auto takes, and why not the others', async () => {
    const { code, stdout, stderr } = await backends('-');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatchInlineSnapshot(`
      "name                kind  available  can train it  device
      webgpu              GPU   yes        yes           SwiftShader Device (Subzero),
                                                         WebGPU
      tensorflow          CPU   no
      webgl               GPU   yes        no            ANGLE (a maker, a graphics
                                                         processor with a long name,
                                                         and its driver)
      onnxruntime         CPU   yes        no            CPU
      onnxruntime:cuda    GPU   no
      onnxruntime:webgpu  GPU   yes        yes           WebGPU
      wasm                CPU   yes        yes           CPU, WebAssembly, 2 threads,
                                                         4.29 GB
      cpu                 CPU   yes        yes           CPU, plain JavaScript

      auto takes wasm

      webgpu: SwiftShader Device (Subzero), WebGPU: a GPU emulated in software,
        slower than wasm
        = hint: to use it anyway, request it by name: backend: webgpu
      tensorflow: the package is not installed, neither the one for processors nor
        the one for GPUs
        = hint: npm install it
      webgl: it cannot train this plan: it lacks the kernel Erf
        = hint: change the part that needs it
      onnxruntime: it cannot train this plan: the layer "norm" of kind powerLaw
        cannot be written in ONNX
        = hint: change the part that needs it
      onnxruntime:cuda: there are no files for CUDA
        = hint: get them
      "
    `);
  });

  it('says which batch would fit, where that of the spec does not', async () => {
    const spec = tinySpec.replace('batchSize: 4', 'batchSize: 1000');
    const small = pluginFile(plugin.replace('4294967296', '1000000'));
    const { code, stdout } = await runCli(['backends', '-', '--plugin', small], { stdin: spec });
    expect(code).toBe(0);
    expect(stdout).toContain('auto takes wasm\n');
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      / wasm: training with batches of 1000 takes about [\d.]+ MB: at most \d+ images fit at once = hint: use batchSize: \d+ or less; /,
    );
  });

  it('without a spec says nothing of one', async () => {
    const { stdout } = await backends();
    expect(stdout).not.toContain('can train it');
    expect(stdout).toContain('auto takes webgl\n');
  });

  it('gives the same as JSON', async () => {
    const { code, stdout } = await backends('-', '--format', 'json');
    expect(code).toBe(0);
    const survey = JSON.parse(stdout) as { auto: string; backends: { name: string }[] };
    expect(survey.auto).toBe('wasm');
    expect(survey.backends.map(({ name }) => name)).toEqual([
      'webgpu',
      'tensorflow',
      'webgl',
      'onnxruntime',
      'onnxruntime:cuda',
      'onnxruntime:webgpu',
      'wasm',
      'cpu',
    ]);
    expect(survey.backends[2]).toEqual({
      name: 'webgl',
      accelerator: 'gpu',
      available: true,
      device: 'ANGLE (a maker, a graphics processor with a long name, and its driver)',
      supported: false,
      reason: 'it cannot train this plan: it lacks the kernel Erf',
      remedy: 'change the part that needs it',
    });
  });

  it('is styled on a terminal only', async () => {
    const { stdout } = await runCli(['backends', '--plugin', pluginFile()], { terminal: true });
    expect(stdout).toContain('auto takes \u001b[32mwebgl\u001b[39m\n');
  });

  it('asks those of this machine', async () => {
    const { code, stdout } = await runCli(['backends', '-', '--format', 'json'], { stdin: tinySpec });
    expect(code).toBe(0);
    const survey = JSON.parse(stdout) as { auto: string | null; backends: Record<string, unknown>[] };
    expect(survey.auto).not.toBeNull();
    const here = survey.backends.filter(({ name }) => name === 'wasm' || name === 'cpu');
    expect(here).toMatchObject([
      { available: true, supported: true },
      { available: true, supported: true },
    ]);
  });

  it('reports the errors of a spec as validate does', async () => {
    const spec = tinySpec.replace('type: flatten', 'type: flaten');
    const { code, stdout, stderr } = await runCli(['backends', '-'], { stdin: spec });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('did you mean "flatten"? [spec/unknown-value]');
  });
});

describe('--backend', () => {
  const train = (backend: string) =>
    runCli(['train', '-', '--backend', backend, '--plugin', pluginFile()], { stdin: tinySpec });

  it.each([
    ['wasn', 2, 'error: unknown backend "wasn"\n  = hint: did you mean "wasm"?'],
    ['wasm,wasn', 2, 'error: unknown backend "wasn"\n'],
    ['wasm, auto', 2, 'error: "auto" cannot be part of a list'],
    ['', 2, 'error: unknown backend ""\n'],
    [
      'cpu:2',
      1,
      'error: backend "cpu" does not support choosing a device\n  = hint: write cpu without a device\n',
    ],
    ['tensorflow', 1, 'error: backend "tensorflow": the package is not installed, neither'],
    [
      'tensorflow,webgl',
      1,
      '<stdin>:6:26: error: backend "webgl" lacks the kernel Erf, which conv2d "conv1" needs [backend/missing-kernel]\n',
    ],
  ])('%j ends with %i', async (backend, code, message) => {
    const result = await train(backend);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(message);
  });

  it('says of missing kernels what else was asked for', async () => {
    const { stderr } = await train('tensorflow,webgl');
    expect(stderr).toContain('; skipped tensorflow: the package is not installed');
  });
});

describe('--plugin', () => {
  const validate = (file: string, stdin = tinySpec) => runCli(['validate', '-', '--plugin', file], { stdin });

  it('reaches the check, before and behind the command', async () => {
    const stdin = tinySpec.replace('training:', 'training:\n  backend: quantum');
    const file = pluginFile(plugin.replace('webgl:', 'quantum:'));
    expect(await validate(file, stdin)).toMatchObject({ code: 0 });
    expect(await runCli(['--plugin', file, 'validate', '-'], { stdin })).toMatchObject({ code: 0 });
    expect(await runCli(['validate', '-'], { stdin })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('unknown backend "quantum" [spec/unknown-value]'),
    });
  });

  it('is a folder', async () => {
    expect(await validate('.')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error: plugin ".": it is a folder, not a file\n  = hint: give the ES module in it\n',
    });
  });

  it('is missing', async () => {
    expect(await validate('nowhere.mjs')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error: plugin "nowhere.mjs": no such file or folder\n  = hint: check the path\n',
    });
  });

  it.each([
    ['export default {', /^error: plugin ".*" fails when it is loaded: /],
    ['throw new Error("bang")', /^error: plugin ".*" fails when it is loaded: bang\n {2}= hint: node /],
    [
      'export const blocks = {}',
      /has no plugin as its default export\n {2}= hint: export default \{ blocks, layers, callbacks, backends \}/,
    ],
    [
      'export default { block: {} }',
      /exports "block", which no plugin has\n {2}= hint: did you mean "blocks"\?/,
    ],
    ['export default { backends: [] }', /"backends" is no table by name/],
    ['export default { backends: { toy: {} } }', /"toy" of "backends" has no method "probe"/],
  ])('%j is no plugin', async (text, message) => {
    const { code, stderr } = await validate(pluginFile(text));
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('internal failure');
  });
});
