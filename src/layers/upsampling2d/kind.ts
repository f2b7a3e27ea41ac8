import { short } from '../description';
import { channelsLast } from '../keras/keras-facet';
import { writtenPair } from '../keras/read-options';
import type { Kind } from '../kind';
import { needFeatureMap } from '../shapes';
import { bothAxes } from '../window';

export const upsampling2dKind: Kind<'upsampling2d'> = {
  effect: 'resizes',
  shape: {
    output({ size }, [input = []]) {
      const [height, width, channels] = input as readonly [number, number, number];
      return needFeatureMap(input) ?? [height * size[0], width * size[1], channels];
    },
    receptive: ({ size, interpolation }) =>
      bothAxes((i) => ({ span: interpolation === 'bilinear' && size[i] > 1 ? 1 : 0, stride: 1 / size[i] })),
  },

  memory: () => ({ held: 3, work: 2 }),

  description: {
    words: ({ size, interpolation }) => `upsampling2d ×${short(size)} ${interpolation}`,
    text: ({ size }) => `up ×${short(size)}`,
    role: 'resize',
  },

  /** Keras's bilinear interpolation uses half-pixel centers, as ours does. */
  keras: {
    className: 'UpSampling2D',
    options: ({ config: { size, interpolation } }) => ({ size, interpolation, ...channelsLast }),
    readers: {
      UpSampling2D(options) {
        const interpolation = options.choice('interpolation', ['nearest', 'bilinear'], 'nearest');
        return {
          type: 'upsampling',
          options: {
            size: writtenPair(options.pair('size', [2, 2])),
            interpolation: interpolation === 'nearest' ? undefined : interpolation,
          },
        };
      },
    },
  },
};

/** Weights `[length · times, length]` for bilinear interpolation from `length` rows to `times` as many, with half-pixel centers. */
export function interpolationWeights(length: number, times: number): Float32Array {
  const weights = new Float32Array(length * times * length);
  for (let i = 0; i < length * times; i++) {
    const place = Math.min(Math.max((i + 0.5) / times - 0.5, 0), length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, length - 1);
    weights[i * length + above] = place - below;
    weights[i * length + below] = (weights[i * length + below] ?? 0) + 1 - (place - below);
  }
  return weights;
}
