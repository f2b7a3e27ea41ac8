/** Every way to every gradient of a network's convolutions on ONNX Runtime: `ways <spec> <batch size> [key=value …]`. */
import { openProvider } from '../../src/hosts/node/onnxruntime/providers';
import { timeWays } from '../../src/run/backends/onnxruntime/tune-ways';
import { planOf } from './plan-of';

const [spec = '', size = '32', ...overrides] = process.argv.slice(2);
const { hardware } = await openProvider();
const images = Number(size);
const times = [];
for await (const { key, way, milliseconds, geometry } of timeWays(
  planOf(spec, overrides),
  images,
  hardware,
)) {
  const { input, output, kernel, stride, channels, filters } = geometry;
  const work = 2 * images * output[0] * output[1] * kernel[0] * kernel[1] * channels * filters;
  const shape = `${input.join('×')}×${channels} → ${output.join('×')}×${filters}, ${kernel.join('×')} / ${stride.join('×')}`;
  times.push({ by: key.split(' ')[0], shape, way, milliseconds, gigaflops: work / milliseconds / 1e6 });
}
process.stdout.write(`${JSON.stringify({ times })}\n`);
process.exit();
