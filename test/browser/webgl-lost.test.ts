import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { engine } from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { webgl } from '../../src/run/backends/webgl/webgl';
import { dropoutPlan, tinyBatch } from '../run/backends/conformance/tiny-net';

async function start() {
  return webgl.createEngine(await webgl.compile(dropoutPlan()));
}

it('says that the GPU was lost, and goes on in a new context to the same bits', async () => {
  vi.spyOn(console, 'log').mockReturnValue();
  const first = await start();
  await first.trainBatch(tinyBatch, { step: 0 });
  const saved = await first.snapshot();
  await first.trainBatch(tinyBatch, { step: 1 });
  const straight = await first.snapshot();

  const { gl } = (engine().findBackend('webgl') as MathBackendWebGL).getGPGPUContext();
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  for (const call of [
    () => first.trainBatch(tinyBatch, { step: 2 }),
    () => first.predictBatch(tinyBatch.x, tinyBatch.size),
    () => first.takeMetrics(),
    () => first.snapshot(),
  ]) {
    await expect(call()).rejects.toThrow('the GPU was lost: the browser has discarded the WebGL context');
  }
  first.dispose();

  const second = await start();
  await second.restore(saved);
  await second.trainBatch(tinyBatch, { step: 1 });
  expect(await second.snapshot()).toEqual(straight);
});
