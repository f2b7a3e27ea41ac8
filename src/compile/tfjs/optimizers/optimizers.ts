import type { OptimizerSpec, OptimizerType } from '../../../language/training';
import { adam } from './adam';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';
import type { UpdateRule } from './update-rule';

const rules = {
  sgd,
  adam,
  rmsprop,
} satisfies { [T in OptimizerType]: (spec: Extract<OptimizerSpec, { type: T }>) => UpdateRule };

/** The update rule that a plan asks for. */
export function updateRule(spec: OptimizerSpec): UpdateRule {
  const create = rules[spec.type] as (spec: OptimizerSpec) => UpdateRule;
  return create(spec);
}
