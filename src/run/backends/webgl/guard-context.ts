import { BackendError } from '../backend-error';
import type { Engine } from '../engine';

/** `engine` on the context `gl`, whose calls reject once the context is lost. tfjs would go on, and read zeros. */
export function guardContext(engine: Engine, gl: WebGLRenderingContext): Engine {
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
