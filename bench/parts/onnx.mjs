import { join } from 'node:path';
import { median, short } from '../table.mjs';

const spec = 'specs/convnet-12class.yaml';
const batch = 32;

/**
 * The 12-class network on ONNX Runtime: the share of peak matrix product performance that a step reaches, compared with
 * wasm and Keras, and the cost of its operators and of each gradient algorithm.
 */
export function onnx(context) {
  return [
    ...['train', 'predict'].map((mode) => shares(mode, context)),
    ...operators(context),
    algorithms(context),
  ];
}

function shares(mode, { programs, folder, quick, rounds, note }) {
  const seconds = quick ? 2 : 8;
  const files = { keras: join(folder, 'convnet.keras'), tfjs: join(folder, 'convnet', 'model.json') };
  const { failed, gigaflops: perImage } = programs.save([spec, files.keras, files.tfjs]);
  if (failed) throw new Error(failed);
  const contenders = [
    ['`onnxruntime`', () => programs.engine([spec, 'onnxruntime', mode, batch, seconds])],
    [
      '`onnxruntime`, algorithms measured',
      () => programs.engine([spec, 'onnxruntime', mode, batch, seconds, 'training.deterministic=false']),
    ],
    ['`wasm`', () => programs.engine([spec, 'wasm', mode, batch, seconds])],
    ...(programs.keras ? [['Keras', () => programs.keras([files.keras, mode, batch, seconds])]] : []),
  ].filter(([name]) => mode === 'train' || !name.includes(','));
  const results = new Map(contenders.map(([name]) => [name, []]));
  const peaks = [];
  for (let round = 0; round < rounds; round++) {
    note(`convnet-12class on ONNX Runtime, ${mode}, round ${round + 1}`);
    peaks.push(programs.peak([]).gigaflops);
    for (const [name, run] of contenders) results.get(name).push(run());
    peaks.push(programs.peak([]).gigaflops);
  }
  const peak = Math.max(...peaks);
  const work = perImage[mode];
  const base = results.get('Keras') ?? results.get('`wasm`');
  const baseName = results.has('Keras') ? 'Keras' : '`wasm`';
  return {
    title: `ONNX Runtime: ${mode === 'train' ? 'training' : 'prediction'} of convnet-12class`,
    how: `Batches of ${batch}, at least ${seconds} s each, in turn; median of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}. An image takes ${work.toFixed(2)} gigaflops (only products in layers). The peak is ${short(peak)} gigaflops per second, the fastest product of two 2,048 × 2,048 matrices before and after each round.`,
    header: ['', 'images/s', 'range', `vs. ${baseName}`, 'share of peak', 'peak memory, MiB'],
    rows: contenders.map(([name]) => {
      const measured = results.get(name);
      const [first] = measured;
      if (first.failed) return [name, `failed: ${first.failed}`, '', '', '', ''];
      const rates = measured.map(({ imagesPerSecond }) => imagesPerSecond);
      const ratios = rates.map((rate, round) => rate / base[round].imagesPerSecond);
      return [
        `${name} (${first.device})`,
        short(median(rates)),
        rates.length > 1 ? `${short(Math.min(...rates))} – ${short(Math.max(...rates))}` : '',
        `${short(median(ratios))}×`,
        short((median(rates) * work) / peak),
        short(Math.max(...measured.map(({ memory }) => memory))),
      ];
    }),
  };
}

function operators({ programs, quick, note }) {
  return ['train', 'predict'].map((mode) => {
    note(`operators of a ${mode === 'train' ? 'training step' : 'prediction'}`);
    const { total, operators: costs, nodes, failed } = programs.operators([spec, mode, batch, quick ? 1 : 4]);
    if (failed) throw new Error(failed);
    const large = Object.entries(costs).filter(([, milliseconds]) => milliseconds >= total / 200);
    return {
      title: `ONNX Runtime: cost of operators in ${mode === 'train' ? 'a training step' : 'a prediction'}`,
      how: `Milliseconds for one batch of ${batch}, from ONNX Runtime's profiler, ${short(total)} in total. Operators with at least 0.5 % of the time, each with its slowest node.`,
      header: ['operator', 'ms', 'share', 'slowest node', 'ms of that node'],
      rows: large.map(([operator, milliseconds]) => {
        const [name, longest] = nodes[operator];
        return [operator, short(milliseconds), short(milliseconds / total), `\`${name}\``, short(longest)];
      }),
    };
  });
}

function algorithms({ programs, note }) {
  note('algorithms for the gradients of convolutions');
  const { times, failed } = programs.algorithms([spec, batch]);
  if (failed) throw new Error(failed);
  const shapes = grouped(times);
  const names = [...new Set(times.map(({ algorithm }) => algorithm))];
  return {
    title: 'ONNX Runtime: algorithms for the gradients of convolutions',
    how: `Gigaflops per second with batch size ${batch}; each operation is a separate graph, best of three, including transposes.`,
    header: ['gradient by', 'shape', ...names],
    rows: [...shapes.values()].map((of) => [
      of[0].by,
      of[0].shape,
      ...names.map((name) => {
        const time = of.find(({ algorithm }) => algorithm === name);
        return time ? short(time.gigaflops) : '–';
      }),
    ]),
  };
}

function grouped(times) {
  const groups = new Map();
  for (const time of times) {
    const key = `${time.by} ${time.shape}`;
    groups.set(key, [...(groups.get(key) ?? []), time]);
  }
  return groups;
}
