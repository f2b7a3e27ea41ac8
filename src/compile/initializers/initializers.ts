import type { InitializerName, Shape } from '../../layers/layer';
import { type RandomStream, uniform } from '../../random/stream';

/** How a weight gets its first value. */
export interface InitializerKind {
  /** Its class in files of the Keras format. */
  readonly className: string;
  /** Fills the values of a weight of `shape` from the stream. */
  fill(values: Float32Array, shape: Shape, stream: RandomStream): void;
}

/** Keras's initializers: Glorot and Bengio (2010), He et al. (2015), LeCun et al. (1998). */
export const initializers = {
  glorotUniform: {
    className: 'GlorotUniform',
    fill: uniformFill(({ fanIn, fanOut }) => 2 / (fanIn + fanOut)),
  },
  glorotNormal: { className: 'GlorotNormal', fill: normalFill(({ fanIn, fanOut }) => 2 / (fanIn + fanOut)) },
  heUniform: { className: 'HeUniform', fill: uniformFill(({ fanIn }) => 2 / fanIn) },
  heNormal: { className: 'HeNormal', fill: normalFill(({ fanIn }) => 2 / fanIn) },
  lecunUniform: { className: 'LeCunUniform', fill: uniformFill(({ fanIn }) => 1 / fanIn) },
  lecunNormal: { className: 'LeCunNormal', fill: normalFill(({ fanIn }) => 1 / fanIn) },
  zeros: { className: 'Zeros', fill: (values) => values.fill(0) },
  ones: { className: 'Ones', fill: (values) => values.fill(1) },
} satisfies Record<InitializerName, InitializerKind>;

type Variance = (fans: { readonly fanIn: number; readonly fanOut: number }) => number;

/** Uniform in `±√(3 · variance)`. */
function uniformFill(variance: Variance): InitializerKind['fill'] {
  return (values, shape, stream) => {
    const limit = Math.sqrt(3 * variance(fans(shape)));
    for (let i = 0; i < values.length; i++) values[i] = (2 * uniform(stream) - 1) * limit;
  };
}

/** Standard deviation of a standard normal distribution cut off at ±2. */
const truncatedDeviation = 0.87962566103423978;

/** Normal, cut off at two standard deviations and widened so that the variance is as asked. */
function normalFill(variance: Variance): InitializerKind['fill'] {
  return (values, shape, stream) => {
    const deviation = Math.sqrt(variance(fans(shape))) / truncatedDeviation;
    let filled = 0;
    while (filled < values.length) {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform(stream)));
      const angle = 2 * Math.PI * uniform(stream);
      for (const value of [radius * Math.cos(angle), radius * Math.sin(angle)]) {
        if (Math.abs(value) < 2 && filled < values.length) values[filled++] = value * deviation;
      }
    }
  };
}

/** Inputs and outputs of one unit: kernels are `[in, out]`, with the receptive field before that in convolutions. */
function fans(shape: Shape): { fanIn: number; fanOut: number } {
  const [inputs = 1, outputs = 1] = shape.length < 2 ? [shape[0], shape[0]] : shape.slice(-2);
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { fanIn: Math.max(1, inputs * field), fanOut: Math.max(1, outputs * field) };
}
