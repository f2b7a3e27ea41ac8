import {
  add,
  clipByValue,
  div,
  log,
  logSoftmax,
  mean,
  mul,
  neg,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { ModelPlan } from '../../check/model-plan';
import type { LossSpec, LossType } from '../../language/training';
import type { PlainActivation } from '../../layers/activation/tfjs';

/** The loss of each image, `[size]`, from one-hot classes and scores, both `[size, classes]`. */
type LossFunction = (y: Tensor, scores: Tensor) => Tensor;

export interface Loss {
  readonly ofScores: LossFunction;
  /** The tfjs kernels that `ofScores` and its gradient run. */
  readonly kernels: readonly string[];
  /** The same from logits, if the output's activation is `activation`: stays exact when the scores saturate. */
  readonly ofLogits?: LossOfLogits;
}

interface LossOfLogits {
  readonly activation: PlainActivation;
  readonly loss: LossFunction;
  readonly kernels: readonly string[];
}

/** Keras clips probabilities to this distance from 0 and 1 before it takes logarithms. */
const epsilon = 1e-7;

const meanKernels = ['Cast', 'Identity', 'Mean', 'Multiply', 'RealDiv', 'Reshape'];

/** The kernels of a weighted sum of logarithms of {@link clipped} probabilities. */
const clippedLogKernels = [
  ...['Add', 'Cast', 'ClipByValue', 'GreaterEqual', 'Identity', 'LessEqual', 'Log', 'LogicalAnd', 'Multiply'],
  ...['Neg', 'RealDiv', 'Reshape', 'Select', 'ZerosLike'],
];

const lossKinds = {
  categoricalCrossentropy: ({ labelSmoothing }) => {
    const target = (y: Tensor) => smoothed(y, labelSmoothing, 1 / (y.shape[1] ?? 1));
    const ofLogProbabilities = (y: Tensor, logs: Tensor) => neg(sum(mul(target(y), logs), 1));
    return {
      ofScores: (y, scores) => ofLogProbabilities(y, log(clipped(div(scores, sum(scores, 1, true))))),
      kernels: [...clippedLogKernels, 'Square', 'Sum'],
      ofLogits: {
        activation: 'softmax',
        loss: (y, logits) => ofLogProbabilities(y, logSoftmax(logits)),
        kernels: [
          ...['Cast', 'Exp', 'Identity', 'Log', 'Max', 'Multiply', 'Neg', 'Reshape', 'Sub', 'Sum'],
          ...(labelSmoothing === 0 ? [] : ['Add']),
        ],
      },
    };
  },

  binaryCrossentropy: ({ labelSmoothing }) => {
    const target = (y: Tensor) => smoothed(y, labelSmoothing, 0.5);
    return {
      ofScores: (y, scores) => {
        const p = clipped(scores);
        const t = target(y);
        return neg(mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p)))), 1));
      },
      kernels: [...clippedLogKernels, 'Mean', 'Sub'],
      ofLogits: {
        activation: 'sigmoid',
        loss: (y, logits) => mean(sub(softplus(logits), mul(logits, target(y))), 1),
        kernels: [...meanKernels, 'Add', 'Neg', 'Sigmoid', 'Softplus', 'Sub'],
      },
    };
  },

  meanSquaredError: () => ({
    ofScores: (y, scores) => mean(square(sub(scores, y)), 1),
    kernels: [...meanKernels, 'Square', 'Sub'],
  }),
} satisfies { [T in LossType]: (spec: Extract<LossSpec, { type: T }>) => Loss };

/** Creates a spec's loss, with Keras's arithmetic. */
export function createLoss(spec: LossSpec): Loss {
  const create = lossKinds[spec.type] as (spec: LossSpec) => Loss;
  return create(spec);
}

/** The loss of a plan, and how it is computed from logits; `ofLogits` is missing if it is computed from scores. */
export function planLoss({ layers, output, training }: Pick<ModelPlan, 'layers' | 'output' | 'training'>): {
  readonly loss: Loss;
  readonly ofLogits?: LossOfLogits;
} {
  const loss = createLoss(training.loss);
  const { ofLogits } = loss;
  const last = layers.find(({ name }) => name === output);
  if (!ofLogits || last?.kind !== 'activation') return { loss };
  return last.config.function === ofLogits.activation ? { loss, ofLogits } : { loss };
}

function clipped(probabilities: Tensor): Tensor {
  return clipByValue(probabilities, epsilon, 1 - epsilon);
}

/** Moves a fraction `smoothing` of each target to `center`. */
function smoothed(y: Tensor, smoothing: number, center: number): Tensor {
  return smoothing === 0 ? y : add(mul(y, 1 - smoothing), smoothing * center);
}
