import { join } from 'node:path';
import { median, short } from '../table.mjs';

/** Networks, their batch sizes, and whether backends that take minutes per step are measured too. */
const networks = [
  { spec: 'convnet-12class', batch: 32, patient: true },
  { spec: 'lenet-5', batch: 32, patient: true },
  { spec: 'squeezenet', batch: 8 },
  { spec: 'mobilenet-v2', batch: 8 },
];

/** Training steps and predictions of each backend, compared with stock TensorFlow.js and Keras. */
export function steps(context) {
  return networks.flatMap((network) => ['train', 'predict'].map((mode) => measure(network, mode, context)));
}

function measure({ spec, batch, patient }, mode, { programs, folder, quick, rounds, note }) {
  const seconds = quick ? 2 : 4;
  const path = `specs/${spec}.yaml`;
  const files = { keras: join(folder, `${spec}.keras`), tfjs: join(folder, spec, 'model.json') };
  const { failed } = programs.save([path, files.keras, files.tfjs]);
  if (failed) throw new Error(failed);
  const engine =
    (name, size = batch) =>
    () =>
      programs.engine([path, name, mode, size, seconds]);
  const stock =
    (name, size = batch) =>
    () =>
      programs.stock([files.tfjs, name, mode, size, seconds]);
  const contenders = [
    { name: '`wasm`', batch, run: engine('wasm') },
    { name: '`onnxruntime`', batch, run: engine('onnxruntime') },
    { name: '`tensorflow`', batch, run: engine('tensorflow') },
    { name: '`webgpu`', batch: 1, run: engine('webgpu', 1), slow: true },
    { name: 'tfjs `wasm` as published', batch, run: stock('wasm') },
    { name: 'tfjs `cpu` as published', batch: 1, run: stock('cpu', 1), slow: true },
    ...(programs.hasTfjsNode ? [{ name: 'tfjs-node as published', batch, run: stock('tensorflow') }] : []),
    ...(programs.keras
      ? [{ name: 'Keras', batch, run: () => programs.keras([files.keras, mode, batch, seconds]) }]
      : []),
  ].filter(({ slow }) => !slow || (patient && !quick));
  const results = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, run, slow } of contenders) {
      const former = results.get(name);
      if (former.some(({ failed }) => failed) || (slow && round > 0)) continue;
      note(`${spec}, ${mode}, ${name}, round ${round + 1}`);
      former.push(run());
    }
  }
  const base = results.get('`wasm`');
  const rows = contenders.map(({ name, batch }) => row(name, batch, results.get(name), base));
  return {
    title: `${spec}: ${mode === 'train' ? 'training' : 'prediction'}`,
    how: `Batches of synthetic images for at least ${seconds} s after a warm-up step, in rounds; median and range of the rounds.`,
    header: ['', 'batch', 'images/s', 'range', 'vs. `wasm`', 'peak memory, MiB'],
    rows,
  };
}

function row(name, batch, results, base) {
  const [first] = results;
  if (first === undefined || first.failed)
    return [name, String(batch), `failed: ${first?.failed ?? 'not run'}`, '', '', ''];
  const rates = results.map(({ imagesPerSecond }) => imagesPerSecond);
  const ratios = rates.map((rate, round) => rate / (base[round]?.imagesPerSecond ?? Number.NaN));
  const range = rates.length > 1 ? `${short(Math.min(...rates))} – ${short(Math.max(...rates))}` : '';
  const memory = Math.max(...results.map((result) => result.memory));
  return [
    `${name} (${first.device})`,
    String(batch),
    short(median(rates)),
    range,
    `${short(median(ratios))}×`,
    short(memory),
  ];
}
