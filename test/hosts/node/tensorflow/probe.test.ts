import '@tensorflow/tfjs-backend-cpu';
import {
  engine,
  env,
  getBackend,
  getKernelsForBackend,
  removeBackend,
  setBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findTfjsNode } from '../../../../src/hosts/node/tensorflow/load-tfjs-node';
import { tensorflowBackend } from '../../../../src/hosts/node/tensorflow/tensorflow';
import { temporaryFolder } from '../../../support/temporary-folder';
import { fakeProgram, fakeProject, working } from './fake-tfjs-node';

const cpuPackage = '@tensorflow/tfjs-node';
const gpuPackage = '@tensorflow/tfjs-node-gpu';
const binding = { TF_Version: '2.9.1' };
const onCpu = { isGPUPackage: false, isUsingGpuDevice: false, binding };
const onGpu = { isGPUPackage: true, isUsingGpuDevice: true, binding };

const throws = (error: string) => `throw new Error(${JSON.stringify(error)});`;
const probeIn = (...projects: string[]) => tensorflowBackend(projects).probe();

beforeEach(async () => {
  vi.stubEnv('CUDA_VISIBLE_DEVICES', '');
  await setBackend('cpu');
});

afterEach(() => {
  vi.unstubAllEnvs();
  if (engine().findBackendFactory('tensorflow') === null) return;
  removeBackend('tensorflow');
  for (const { kernelName } of getKernelsForBackend('tensorflow')) unregisterKernel(kernelName, 'tensorflow');
});

describe('a tfjs-node that does not load', () => {
  const recipe = 'build it against the TensorFlow of a Python: docs/backends.md';

  it.each([
    [
      'without its binding',
      "The Node.js native addon module (tfjs_binding.node) can not be found at path: /p/tfjs_binding.node. \nPlease run command 'npm rebuild",
      'its native binding has been neither downloaded nor built',
      `npm rebuild ${gpuPackage} --build-addon-from-source, or ${recipe}`,
    ],
    [
      "without TensorFlow's library",
      'libtensorflow.so.2: cannot open shared object file: No such file or directory',
      "TensorFlow's library libtensorflow.so.2 is missing",
      `npm rebuild ${gpuPackage}, or ${recipe}`,
    ],
    [
      "without CUDA's libraries",
      'libcudart.so.11.0: cannot open shared object file: No such file or directory',
      "CUDA's library libcudart.so.11.0 is missing",
      `install the CUDA that ${gpuPackage} was built with, or ${recipe}`,
    ],
    [
      'on an old system',
      "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /p/tfjs_binding.node)",
      'its native binding needs GLIBC_2.34, which is newer than what this system has',
      `npm rebuild ${gpuPackage} --build-addon-from-source, or ${recipe}`,
    ],
    [
      'half installed',
      "Cannot find module '@mapbox/node-pre-gyp'\nRequire stack:\n- /p/index.js",
      'its package @mapbox/node-pre-gyp is missing',
      `install it anew: npm install ${gpuPackage}`,
    ],
    [
      'for a reason of its own',
      'wrong ELF class: ELFCLASS32\nand more',
      'wrong ELF class: ELFCLASS32',
      `npm rebuild ${gpuPackage}, or ${recipe}`,
    ],
  ])('%s is told with the remedy', async (_, error, reason, remedy) => {
    expect(await probeIn(fakeProject(gpuPackage, throws(error)))).toEqual({
      available: false,
      reason: `${gpuPackage}: ${reason}`,
      remedy,
    });
    expect(getBackend()).toBe('cpu');
  });

  it('is told with the remedy when it has another version of tfjs-core', async () => {
    expect(await probeIn(fakeProject(cpuPackage, working(onCpu), '4.20.0'))).toEqual({
      available: false,
      reason: `${cpuPackage}: its tfjs-core is 4.20.0, that of this program 4.22.0`,
      remedy: `npm install ${cpuPackage}@4.22.0 && npm dedupe`,
    });
    expect(engine().findBackendFactory('tensorflow')).toBeNull();
  });

  it('is told with the remedy when its operations fail', async () => {
    const broken = `${working(onCpu)} tf.unregisterKernel('Add', 'tensorflow');`;
    expect(await probeIn(fakeProject(cpuPackage, broken))).toEqual({
      available: false,
      reason: expect.stringContaining("Kernel 'Add' not registered for backend 'tensorflow'"),
      remedy: 'install it anew: npm install @tensorflow/tfjs-node',
    });
    expect(getBackend()).toBe('cpu');
  });
});

describe('a tfjs-node that loads', () => {
  it('is on a CPU, with the memory that is left', async () => {
    const probe = await probeIn(fakeProject(cpuPackage, working(onCpu)));
    expect(probe).toEqual({
      available: true,
      device: 'CPU, TensorFlow 2.9.1',
      memoryBytes: expect.any(Number),
    });
    expect(probe.available && probe.memoryBytes).toBeGreaterThan(2 ** 20);
  });

  it('leaves the host program as it was: its backend, its flags, its environment', async () => {
    const { TF_CPP_MIN_LOG_LEVEL } = process.env;
    const former = engine().backend;
    await probeIn(fakeProject(cpuPackage, working(onCpu)));
    expect(getBackend()).toBe('cpu');
    expect(engine().backend).toBe(former);
    expect(env().getBool('PROD')).toBe(false);
    expect(process.env.TF_CPP_MIN_LOG_LEVEL).toBe(TF_CPP_MIN_LOG_LEVEL);
    await setBackend('tensorflow');
    expect(getBackend()).toBe('tensorflow');
  });

  it('loads once, and is used as it is where the program has loaded it', async () => {
    const project = fakeProject(cpuPackage, working(onCpu));
    const first = await probeIn(project);
    expect(await probeIn(fakeProject(gpuPackage, throws('never asked')))).toMatchObject({
      available: true,
      device: first.available ? first.device : '',
    });
  });

  it('is the GPU one, where both are installed', async () => {
    const cpu = fakeProject(cpuPackage, throws('not this one'));
    const probe = await probeIn(cpu, fakeProject(gpuPackage, working({ ...onGpu, isUsingGpuDevice: false })));
    expect(probe).toMatchObject({
      device: 'CPU, TensorFlow 2.9.1, which finds no GPU that it can use',
    });
  });

  it.each([
    ['NVIDIA H200, 142000', 'NVIDIA H200', 142_000 * 2 ** 20],
    ['NVIDIA H200, 142000\nNVIDIA T4, 15000', 'NVIDIA H200', 142_000 * 2 ** 20],
    ['NVIDIA GB10, [N/A]', 'NVIDIA GB10', undefined],
    ['', 'GPU', undefined],
  ])('names the GPU of nvidia-smi: %j', async (line, name, memoryBytes) => {
    fakeProgram('nvidia-smi', line);
    expect(await probeIn(fakeProject(gpuPackage, working(onGpu)))).toEqual({
      available: true,
      device: `${name}, TensorFlow 2.9.1`,
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
    });
  });

  it('names the GPU that CUDA_VISIBLE_DEVICES leaves', async () => {
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '1,0');
    fakeProgram('nvidia-smi', 'NVIDIA T4, 15000', '--id=1');
    expect(await probeIn(fakeProject(gpuPackage, working(onGpu)))).toMatchObject({
      device: 'NVIDIA T4, TensorFlow 2.9.1',
    });
  });
});

describe('without tfjs-node', () => {
  it('says which packages it looked for', () => {
    expect(() => findTfjsNode([temporaryFolder()])).toThrow(
      expect.objectContaining({
        message: 'neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed',
        hint: 'npm install @tensorflow/tfjs-node, or build it against the TensorFlow of a Python: docs/backends.md',
      }),
    );
  });
});
