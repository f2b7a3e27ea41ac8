import type { LossSpec, LossType } from '../../language/training';
import type { Value } from '../../layers/onnx/onnx-facet';
import type { RegularizerSpec } from '../../layers/weight-spec';
import type { GraphBuilder } from './graph-builder';

/**
 * The gradient of each image's loss, `[batch, classes]`, from one-hot classes and the network's output: scores, or
 * logits where `compile/tfjs/losses.ts` computes the loss from those.
 */
type LossGradient = (graph: GraphBuilder, y: Value, output: Value) => Value;

interface LossGradients {
  readonly ofScores: LossGradient;
  readonly ofLogits?: LossGradient;
}

/** Keras clips probabilities to this distance from 0 and 1 before it takes logarithms. */
const epsilon = 1e-7;

const kinds: {
  readonly [T in LossType]: (spec: Extract<LossSpec, { type: T }>, classes: number) => LossGradients;
} = {
  categoricalCrossentropy: ({ labelSmoothing }, classes) => {
    const target = (g: GraphBuilder, y: Value) => smoothed(g, y, labelSmoothing, 1 / classes);
    return {
      ofScores(g, y, scores) {
        const total = sum(g, scores);
        const p = g.node('Div', [scores, total]);
        const byP = g.node('Neg', [g.node('Div', [target(g, y), p])]);
        const free = g.node('Where', [isFree(g, p), byP, g.float(0)]);
        const mean = sum(g, g.node('Mul', [free, p]));
        return g.node('Div', [g.node('Sub', [free, mean]), total]);
      },
      ofLogits(g, y, logits) {
        const t = target(g, y);
        const p = g.node('Softmax', [logits], { axis: 1 });
        return g.node('Sub', [g.node('Mul', [p, sum(g, t)]), t]);
      },
    };
  },

  binaryCrossentropy: ({ labelSmoothing }, classes) => {
    const target = (g: GraphBuilder, y: Value) => smoothed(g, y, labelSmoothing, 0.5);
    const mean = (g: GraphBuilder, value: Value) => g.node('Mul', [value, g.float(1 / classes)]);
    return {
      ofScores(g, y, p) {
        const t = target(g, y);
        const spread = g.node('Mul', [p, g.node('Sub', [g.float(1), p])]);
        const byP = g.node('Div', [g.node('Sub', [p, t]), spread]);
        return mean(g, g.node('Where', [isFree(g, p), byP, g.float(0)]));
      },
      ofLogits: (g, y, logits) => mean(g, g.node('Sub', [g.node('Sigmoid', [logits]), target(g, y)])),
    };
  },

  meanSquaredError: (_, classes) => ({
    ofScores: (g, y, scores) => g.node('Mul', [g.node('Sub', [scores, y]), g.float(2 / classes)]),
  }),
};

/** The gradient of a plan's loss; `ofLogits` tells whether `output` is logits. */
export function lossGradient(
  spec: LossSpec,
  { classes, ofLogits }: { readonly classes: number; readonly ofLogits: boolean },
): LossGradient {
  const create = kinds[spec.type] as (spec: LossSpec, classes: number) => LossGradients;
  const gradients = create(spec, classes);
  const gradient = ofLogits ? gradients.ofLogits : gradients.ofScores;
  if (!gradient) throw new Error(`the loss ${spec.type} cannot be computed from logits`);
  return gradient;
}

function sum(g: GraphBuilder, values: Value): Value {
  return g.node('ReduceSum', [values, g.ints([1])]);
}

/** Where clipping does not change a probability. */
function isFree(g: GraphBuilder, p: Value): Value {
  const above = g.node('GreaterOrEqual', [p, g.float(epsilon)]);
  return g.node('And', [above, g.node('LessOrEqual', [p, g.float(1 - epsilon)])]);
}

/** Moves a fraction `smoothing` of each target to `center`. */
function smoothed(g: GraphBuilder, y: Value, smoothing: number, center: number): Value {
  if (smoothing === 0) return y;
  return g.node('Add', [g.node('Mul', [y, g.float(1 - smoothing)]), g.float(smoothing * center)]);
}

/** `l1 · Σ|w| + l2 · Σw²`, a scalar. */
export function penalty(g: GraphBuilder, w: Value, { l1, l2 }: RegularizerSpec): Value {
  const ofAbsolutes = g.node('Mul', [total(g, g.node('Abs', [w])), g.float(l1)]);
  const ofSquares = g.node('Mul', [total(g, g.node('Mul', [w, w])), g.float(l2)]);
  if (l1 === 0) return ofSquares;
  return l2 === 0 ? ofAbsolutes : g.node('Add', [ofAbsolutes, ofSquares]);
}

/** `l1 · sign(w) + 2 · l2 · w`; the sign of 0 is 0. */
export function penaltyGradient(g: GraphBuilder, w: Value, { l1, l2 }: RegularizerSpec): Value {
  const ofAbsolutes = g.node('Mul', [g.node('Sign', [w]), g.float(l1)]);
  const ofSquares = g.node('Mul', [w, g.float(2 * l2)]);
  if (l1 === 0) return ofSquares;
  return l2 === 0 ? ofAbsolutes : g.node('Add', [ofAbsolutes, ofSquares]);
}

/** The sum of all values, a scalar. */
function total(g: GraphBuilder, values: Value): Value {
  return g.node('ReduceSum', [values], { keepdims: 0 });
}
