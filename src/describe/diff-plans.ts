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

/** What tells one plan from another. Pure data: it survives JSON unchanged. */
export interface PlanDiff {
  /** Whether nothing differs. */
  readonly same: boolean;
  /** Every block that differs, in the order of the second plan; removed blocks stand where they stood. */
  readonly blocks: readonly BlockDiff[];
  /** Everything else that was set otherwise; paths are those of a spec: `training.optimizer.learningRate`. */
  readonly settings: readonly Change[];
  /** Of both plans, the same or not. */
  readonly totals: Readonly<Record<keyof PlanTotals, TotalChange>>;
}

/**
 * Compares two plans, in which every default is explicit: how a spec is laid out makes no difference, nor do its
 * comments and claims. Blocks are matched by name; a block that stands at the place of another and is the same but for
 * its name has been renamed.
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

/** What the plan has of the spec besides blocks and callbacks. */
function sectionsOf({ name, classNames, classCount, ...plan }: ModelPlan) {
  const { layers: _layers, output: _output, totals: _totals, callbacks: _callbacks, ...sections } = plan;
  return { name, classes: classNames ?? classCount, ...sections };
}
