import { add, keep, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** The gradients of one step, summed over the parts of its batch: one tensor for each variable, whatever their number. */
export class GradientSums {
  private readonly sums = new Map<string, Tensor>();

  /** To be called in a tidy, which may free what it is given: it keeps what it needs. */
  add(gradients: NamedTensorMap): void {
    for (const [name, gradient] of Object.entries(gradients)) {
      const former = this.sums.get(name);
      this.sums.set(name, keep(former ? add(former, gradient) : gradient));
      former?.dispose();
    }
  }

  /** By the names of the variables. */
  get named(): NamedTensorMap {
    return Object.fromEntries(this.sums);
  }

  dispose(): void {
    for (const sum of this.sums.values()) sum.dispose();
    this.sums.clear();
  }
}
