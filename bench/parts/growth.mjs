import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { short } from '../table.mjs';

/** How the cost of a training step grows with batch size and depth, on `wasm`. */
export function growth({ programs, folder, quick, note }) {
  const seconds = quick ? 2 : 5;
  const batches = (quick ? [1, 8] : [1, 2, 4, 8, 16, 32]).map((size) => {
    note(`convnet-12class, batch ${size}`);
    const timed = programs.engine(['specs/convnet-12class.yaml', 'wasm', 'train', size, seconds]);
    return { size, ...timed };
  });
  const depths = (quick ? [2, 8] : [2, 4, 8, 16, 32]).map((depth) => {
    note(`${depth} conv blocks`);
    const path = join(folder, `deep-${depth}.yaml`);
    writeFileSync(path, chain(depth));
    return { depth, ...programs.engine([path, 'wasm', 'train', 16, seconds]) };
  });
  return [
    {
      title: 'Cost and batch size',
      how: 'A training step of `convnet-12class` on `wasm`. The 37.7 million weights of its largest dense layer cost the same at every batch size.',
      header: ['batch', 'ms per step', 'ms per image', 'images/s', 'peak memory, MiB'],
      rows: batches.map(({ size, imagesPerSecond, memory }) => [
        String(size),
        short((1000 * size) / imagesPerSecond),
        short(1000 / imagesPerSecond),
        short(imagesPerSecond),
        short(memory),
      ]),
    },
    {
      title: 'Cost and depth',
      how: 'A training step with batch size 16 on `wasm`: conv blocks with 16 filters, kernel 3×3, batch norm and relu, on 32×32 maps.',
      header: ['conv blocks', 'ms per step', 'ms per block', 'peak memory, MiB'],
      rows: depths.map(({ depth, imagesPerSecond, memory }) => [
        String(depth),
        short(16_000 / imagesPerSecond),
        short(16_000 / imagesPerSecond / depth),
        short(memory),
      ]),
    },
  ];
}

const chain = (depth) => `version: 1
name: deep-${depth}
input: { shape: [32, 32, 3], rescale: 1/255 }
classes: 10
blocks:
  - { name: conv, type: conv, filters: 16, kernel: 3, padding: same, batchNorm: true, activation: relu, repeat: ${depth} }
  - { name: pool, type: globalAveragePool }
  - { name: output, type: dense, units: classes, activation: softmax }
`;
