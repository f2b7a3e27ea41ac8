/** Times every algorithm for every convolution gradient of a network on ONNX Runtime: `algorithms <spec> <batch size> [key=value …]`. */
import { openProvider } from '../../src/hosts/node/onnxruntime/providers';
import { timeAlgorithms } from '../../src/run/backends/onnxruntime/tune-algorithms';
import { planOf } from './plan-of';

const [spec = '', size = '32', ...overrides] = process.argv.slice(2);
const { hardware } = await openProvider();
const images = Number(size);
const times = [];
for await (const { key, algorithm, milliseconds, geometry } of timeAlgorithms(
  planOf(spec, overrides),
  images,
  hardware,
)) {
  const { input, output, kernel, stride, channels, filters } = geometry;
  const work = 2 * images * output[0] * output[1] * kernel[0] * kernel[1] * channels * filters;
  const shape = `${input.join('×')}×${channels} → ${output.join('×')}×${filters}, ${kernel.join('×')} / ${stride.join('×')}`;
  times.push({ by: key.split(' ')[0], shape, algorithm, milliseconds, gigaflops: work / milliseconds / 1e6 });
}
process.stdout.write(`${JSON.stringify({ times })}\n`);
process.exit();
