import { type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';

/** What an optimizer knows of one weight in one step. */
export interface Update {
  readonly weight: Variable;
  readonly gradient: Tensor;
  readonly learningRate: number;
  /** Steps made, this one included. */
  readonly step: number;
  /** The running value `name` of this weight, from {@link UpdateRule.slots}; zeros before the first step. */
  slot(name: string): Variable;
}

/** How an optimizer changes a weight: Keras's rules, term by term. */
export interface UpdateRule {
  /** Keras's class name. */
  readonly className: string;
  /** Keras's names of the running values that it keeps for each weight, in Keras's order. */
  readonly slots: readonly string[];
  /** Its hyperparameters under the names of files of the Keras format, the learning rate aside. */
  readonly config: Readonly<Record<string, number | boolean>>;
  /** The kernels of tfjs that {@link apply} runs. */
  readonly kernels: readonly string[];
  apply(update: Update): void;
}

/** Gives a variable the value of an expression, whose intermediate tensors are freed. */
export function assign(variable: Variable, expression: () => Tensor): void {
  const value = tidy(expression);
  variable.assign(value);
  value.dispose();
}
