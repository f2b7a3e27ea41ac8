import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { engine, env, getBackend, setBackend } from '@tensorflow/tfjs-core';
import type { Backend } from '../backend';
import { BackendError, packageError } from '../backend-error';
import type { Engine } from '../engine';
import { type Device, tfjsBackend } from '../tfjs-backend';
import { readyBackend } from '../with-backend';

const name = 'webgl';

const onTfjs = tfjsBackend({
  name,
  accelerator: 'gpu',
  load,
  describe,
  remedy: 'install the package @tensorflow/tfjs-backend-webgl',
});

/**
 * WebGL 2 in a browser, in 32-bit floats throughout: for GPUs that the browser does not offer through WebGPU. Where the
 * context was lost, its engines reject and the next model is built in a new one.
 */
export const webgl: Backend = {
  ...onTfjs,
  async createEngine(compiled) {
    return guardContext(await onTfjs.createEngine(compiled), context());
  },
};

const elsewhere = 'use the backend wasm, which needs no GPU';

async function load(): Promise<void> {
  const { registry } = engine();
  if (!(name in registry) || context().isContextLost()) {
    checkContext();
    await importTfjs();
    // What tfjs compiled for a lost context goes with it.
    registry[name]?.dispose();
    delete registry[name];
    await withSoftwareContexts(() => readyBackend(name));
    // Where it is current, the lost one still is.
    if (getBackend() === name) void setBackend(name);
  }
  const { registerSoundKernels } = await import('./sound-kernels');
  registerSoundKernels();
  if (!env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) {
    throw new BackendError(
      'this GPU draws 16-bit floats only, or the page has told tfjs to use no others: too few bits to train with',
      elsewhere,
    );
  }
}

async function importTfjs(): Promise<void> {
  try {
    await import('@tensorflow/tfjs-backend-webgl');
  } catch (cause) {
    throw packageError('@tensorflow/tfjs-backend-webgl', cause);
  }
}

/** The context in which tfjs computes, once the backend is ready. */
function context(): WebGLRenderingContext {
  return (engine().registry[name] as MathBackendWebGL).getGPGPUContext().gl;
}

/** Asks the browser itself: tfjs would write to the console. */
function checkContext(): void {
  const canvas = newCanvas();
  if (!canvas) {
    throw new BackendError('WebGL is for browsers, and this is none', 'use the backend webgpu or wasm');
  }
  const gl = canvas.getContext('webgl2') as WebGL2RenderingContext | null;
  if (!gl) throw new BackendError('this browser has no WebGL 2, or it is turned off', elsewhere);
  // A page may have a few contexts only.
  gl.getExtension('WEBGL_lose_context')?.loseContext();
}

function newCanvas(): OffscreenCanvas | HTMLCanvasElement | undefined {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(1, 1);
  return typeof document === 'undefined' ? undefined : document.createElement('canvas');
}

/** Lets tfjs take a context that a processor imitates: the choice of a backend is told of it and decides. */
async function withSoftwareContexts(body: () => Promise<void>): Promise<void> {
  const former = env().getBool('SOFTWARE_WEBGL_ENABLED');
  env().set('SOFTWARE_WEBGL_ENABLED', true);
  try {
    await body();
  } finally {
    env().set('SOFTWARE_WEBGL_ENABLED', former);
  }
}

function describe(): Device {
  const gl = context();
  // Browsers that hide it have no such extension.
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  const renderer = String(gl.getParameter(unmasked ?? gl.RENDERER));
  return {
    device: `WebGL 2, ${renderer}`,
    software: /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer),
  };
}

/** `engine` on the context `gl`, whose calls reject once the context is lost. tfjs would go on, and read zeros. */
function guardContext(engine: Engine, gl: WebGLRenderingContext): Engine {
  const check = () => {
    if (!gl.isContextLost()) return;
    throw new BackendError(
      'the GPU was lost: the browser has taken the WebGL context away',
      'its driver was reset, or other pages and programs took its memory; a smaller training.batchSize takes less',
    );
  };
  return new Proxy(engine, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      if (key === 'dispose') return () => target.dispose();
      return async (...args: unknown[]): Promise<unknown> => {
        check();
        try {
          return await Reflect.apply(member, target, args);
        } finally {
          check();
        }
      };
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
}
