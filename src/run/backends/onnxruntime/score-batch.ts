import { sum, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { ModelPlan } from '../../../check/model-plan';
import { planLoss } from '../../../compile/tfjs/losses';
import { metrics } from '../../../compile/tfjs/metrics';
import { activationFunctions } from '../../../layers/activation/tfjs';
import type { Batch } from '../engine';
import { withBackend } from '../with-backend';

/** Returns sums over a batch: the weighted losses, then the metrics in the plan's order. */
export type ScoreBatch = (batch: Batch, head: Float32Array) => readonly number[];

/**
 * Computes the loss and metrics of a plan from its network's output `head`: scores, or logits if the loss is computed
 * from those. Uses tfjs's `cpu` backend, so that losses and metrics are defined only once.
 */
export function batchScorer(plan: ModelPlan): ScoreBatch {
  const { training, classCount } = plan;
  const { loss, ofLogits } = planLoss(plan);
  const lossOf = ofLogits?.loss ?? loss.ofScores;
  const scoresOf = (head: Tensor) => (ofLogits ? activationFunctions[ofLogits.activation].apply(head) : head);
  return ({ size, y, weights }, head) =>
    withBackend('cpu', () =>
      tidy(() => {
        const [classes, yielded] = [y, head].map((values) => tensor2d(values, [size, classCount])) as [
          Tensor,
          Tensor,
        ];
        const losses = lossOf(classes, yielded).dataSync<'float32'>();
        const ofBatch = losses.reduce((all, each, i) => all + each * (weights?.[i] ?? 1), 0);
        const scores = scoresOf(yielded);
        return [
          ofBatch,
          ...training.metrics.map((name) => sum(metrics[name].of(classes, scores)).dataSync()[0] ?? 0),
        ];
      }),
    );
}
