import {
  engine,
  Optimizer,
  type serialization,
  type Tensor,
  tensor,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '../../language/training';
import type { ConstraintSpec } from '../../layers/weight-spec';

import { constrained } from './constraints';
import { assign, type UpdateRule, updateRule } from './optimizers';

/** The values of a model's slots, by the name of the weight's variable and the name of the slot. */
export type SlotValues = ReadonlyMap<string, Readonly<Record<string, Tensor>>>;

/**
 * A tfjs optimizer with one of Keras's update rules. `LayersModel.fit` and the engine share it, including the slots,
 * the learning rate and the step counter. Constraints are applied after each step. Runs on the backend that is current
 * when it is called.
 */
export class RuleOptimizer extends Optimizer {
  private readonly rule: UpdateRule;
  private readonly slotsOf = new Map<string, Record<string, Variable>>();
  private rate: number;

  /** @param constraints constraints of weights, applied after each step, by variable name */
  constructor(
    spec: OptimizerSpec,
    private readonly constraints: ReadonlyMap<string, ConstraintSpec> = new Map(),
  ) {
    super();
    this.rule = updateRule(spec);
    this.rate = Math.fround(spec.learningRate);
    this.iterations_ = 0;
  }

  /** Rounded to float32, as Keras stores it. */
  get learningRate(): number {
    return this.rate;
  }

  set learningRate(rate: number) {
    this.rate = Math.fround(rate);
  }

  override getClassName(): string {
    return this.rule.className;
  }

  getConfig(): serialization.ConfigDict {
    return { learningRate: this.rate, ...this.rule.config };
  }

  applyGradients(gradients: Parameters<Optimizer['applyGradients']>[0]): void {
    const list = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, gradient]) => ({ name, tensor: gradient }));
    this.incrementIterations();
    for (const { name, tensor: gradient } of list) {
      const weight = engine().registeredVariables[name];
      if (!weight || !gradient) continue;
      const slots = this.slots(weight);
      this.rule.apply({
        weight,
        gradient,
        learningRate: this.rate,
        step: this.iterations,
        slot: (slot) => {
          const found = slots[slot];
          if (!found) throw new Error(`${this.rule.className} has no slot "${slot}"`);
          return found;
        },
      });
      const constraint = this.constraints.get(name);
      if (constraint) assign(weight, () => constrained(weight, constraint));
    }
  }

  /** The slots that steps have created so far; empty before the first step. */
  get slotValues(): SlotValues {
    return this.slotsOf;
  }

  /** Restores a former state: sets the slots of the given weights and resets all others to zero. */
  restore(
    iterations: number,
    slots: readonly { weight: Variable; values: Readonly<Record<string, Float32Array>> }[],
  ): void {
    this.freeSlots();
    this.iterations_ = iterations;
    for (const { weight, values } of slots) {
      const own = this.slots(weight);
      for (const [name, slot] of Object.entries(own)) {
        const value = values[name];
        if (value) assign(slot, () => tensor(value.slice(), slot.shape));
      }
    }
  }

  /** Frees the slots. The next step starts from zeros. */
  override dispose(): void {
    this.freeSlots();
  }

  private freeSlots(): void {
    for (const slots of this.slotsOf.values()) for (const slot of Object.values(slots)) slot.dispose();
    this.slotsOf.clear();
  }

  private slots(weight: Variable): Readonly<Record<string, Variable>> {
    const known = this.slotsOf.get(weight.name);
    if (known) return known;
    const made: Record<string, Variable> = {};
    for (const name of this.rule.slots) {
      const start = zeros(weight.shape);
      made[name] = variable(start, false);
      start.dispose();
    }
    this.slotsOf.set(weight.name, made);
    return made;
  }
}
