import type { ModelPlan, PlanTotals } from '../check/model-plan';
import { type BlockDiff, diffBlocks } from './diff-blocks';
import { type Change, diffCallbacks, diffValues } from './diff-values';

/** A total of the first and of the second plan. */
export interface TotalChange {
  /** In the first plan. */
  readonly from: number;
  /** In the second plan. */
  readonly to: number;
}

/** The differences between two plans. Plain data that can be serialized as JSON. */
export interface PlanDiff {
  /** Whether nothing differs. */
  readonly same: boolean;
  /** Every block that differs, in the order of the second plan; removed blocks keep their position. */
  readonly blocks: readonly BlockDiff[];
  /** All other changed settings, with paths as in a spec: `training.optimizer.learningRate`. */
  readonly settings: readonly Change[];
  /** Totals of both plans, even if they are equal. */
  readonly totals: Readonly<Record<keyof PlanTotals, TotalChange>>;
}

/**
 * Compares two plans. Because every default is explicit in a plan, the formatting, comments and claims of specs are
 * ignored. Blocks are matched by name. A block that replaces another one and differs only in its name counts as
 * renamed.
 * @example
 * const [a, b] = await Promise.all([validateSpec('old.yaml'), validateSpec('new.yaml')]);
 * if (a.plan && b.plan) console.log(diffPlans(a.plan, b.plan).same);
 */
export function diffPlans(a: ModelPlan, b: ModelPlan): PlanDiff {
  const blocks = diffBlocks(a.layers, b.layers);
  const settings = [...diffValues(sectionsOf(a), sectionsOf(b)), ...diffCallbacks(a.callbacks, b.callbacks)];
  const total = (key: keyof PlanTotals) => ({ from: a.totals[key], to: b.totals[key] });
  return {
    same: blocks.length === 0 && settings.length === 0,
    blocks,
    settings,
    totals: {
      params: total('params'),
      trainableParams: total('trainableParams'),
      nonTrainableParams: total('nonTrainableParams'),
      macs: total('macs'),
      activationBytes: total('activationBytes'),
    },
  };
}

/** The plan's other sections of the spec, besides blocks and callbacks. */
function sectionsOf({ name, classNames, classCount, ...plan }: ModelPlan) {
  const { layers: _layers, output: _output, totals: _totals, callbacks: _callbacks, ...sections } = plan;
  return { name, classes: classNames ?? classCount, ...sections };
}
