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
 * WebGL 2 in a browser, with 32-bit floats throughout. For GPUs that the browser does not offer through WebGPU. If the
 * context is lost, its engines reject and the next model is built in a new one.
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
    // Programs that tfjs compiled for a lost context are lost with it.
    registry[name]?.dispose();
    delete registry[name];
    await withSoftwareContexts(() => readyBackend(name));
    // If it is current, tfjs still uses the lost one.
    if (getBackend() === name) void setBackend(name);
  }
  const { registerSoundKernels } = await import('./sound-kernels');
  registerSoundKernels();
  if (!env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) {
    throw new BackendError(
      'this GPU renders only 16-bit floats, or the page restricts tfjs to them: training needs 32 bits',
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

/** Asks the browser directly, because tfjs would write to the console. */
function checkContext(): void {
  const canvas = newCanvas();
  if (!canvas) {
    throw new BackendError('only available in browsers', 'use the backend webgpu or wasm');
  }
  const gl = canvas.getContext('webgl2') as WebGL2RenderingContext | null;
  if (!gl) throw new BackendError('this browser does not support WebGL 2, or it is turned off', elsewhere);
  // A page may have only a few contexts.
  gl.getExtension('WEBGL_lose_context')?.loseContext();
}

function newCanvas(): OffscreenCanvas | HTMLCanvasElement | undefined {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(1, 1);
  return typeof document === 'undefined' ? undefined : document.createElement('canvas');
}

/** Allows tfjs to use a context emulated in software: the probe reports it, and the choice of the backend decides. */
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
  // Browsers that hide the renderer lack this extension.
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  const renderer = String(gl.getParameter(unmasked ?? gl.RENDERER));
  return {
    device: `WebGL 2, ${renderer}`,
    software: /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer),
  };
}

/** Wraps `engine` so that its calls reject once the context `gl` is lost. tfjs would continue, and read zeros. */
function guardContext(engine: Engine, gl: WebGLRenderingContext): Engine {
  const check = () => {
    if (!gl.isContextLost()) return;
    throw new BackendError(
      'the GPU was lost: the browser has discarded the WebGL context',
      'try again: the driver was reset, or other pages or programs used up its memory; if it happens again, use a smaller training.batchSize',
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
