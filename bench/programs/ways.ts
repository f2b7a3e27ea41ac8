/** Every way to every gradient of a network's convolutions, and the peak of a matrix product: `ways <spec> <batch size>`. */
import { createProgram } from '../../src/backend/onnxruntime/program';
import { openProvider } from '../../src/backend/onnxruntime/providers';
import { timeWays } from '../../src/backend/onnxruntime/tune-ways';
import { geometryText } from '../../src/layers/conv-geometry';
import { GraphBuilder } from '../../src/onnx/graph-builder';
import { planOf } from './plan-of';

const [spec = '', size = '32', ...overrides] = process.argv.slice(2);
const { hardware } = await openProvider();
const images = Number(size);
const times = [];
const peaks = [await peak()];
for await (const { key, way, milliseconds, geometry } of timeWays(planOf(spec, overrides), images, hardware)) {
  const { output, kernel, channels, filters } = geometry;
  const work = 2 * images * output[0] * output[1] * kernel[0] * kernel[1] * channels * filters;
  times.push({ gradient: key.split(' ')[0], geometry: geometryText(geometry), way, milliseconds, gigaflops: work / milliseconds / 1e6 });
}
peaks.push(await peak());
process.stdout.write(`${JSON.stringify({ peak: Math.max(...peaks), times })}\n`);
process.exit();

/** Gigaflops of a product of two square matrices, the best of several. */
async function peak(): Promise<number> {
  const graph = new GraphBuilder('peak');
  const length = 2048;
  const product = graph.node('MatMul', [graph.input('a', [length, length]), graph.input('b', [length, length])]);
  graph.output('product', product, [length, length]);
  const program = await createProgram(graph.finish(), hardware);
  const matrix = () =>
    new hardware.runtime.Tensor('float32', new Float32Array(length * length).fill(0.5), [length, length]);
  const feeds = { a: matrix(), b: matrix() };
  let best = 0;
  for (let run = 0; run < 8; run++) {
    const begin = performance.now();
    await program.run(feeds);
    best = Math.max(best, (2 * length ** 3) / (performance.now() - begin) / 1e6);
  }
  await program.release();
  return best;
}
