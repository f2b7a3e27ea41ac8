import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ModelPlan } from '../plan/model-plan';

/** A compiled tfjs `LayersModel` and the plan that it was made from. */
export interface CompiledModel {
  readonly model: LayersModel;
  readonly plan: ModelPlan;
}
