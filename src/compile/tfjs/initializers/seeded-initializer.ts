import { serialization, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { derivedSeed, randomStream } from '../../../base/random/stream';
import type { WeightInitializer } from '../../../layers/tfjs-facet';
import type { InitializerSpec } from '../../../layers/weight-spec';
import { initializerKind } from './initializers';

/** An initializer whose values are a function of the run's seed and the weight's path `<layer>/<weight>`. */
export class SeededInitializer extends serialization.Serializable implements WeightInitializer {
  private readonly seed: number;

  constructor(
    private readonly spec: InitializerSpec,
    seed: number,
    private readonly path: string,
  ) {
    super();
    this.seed = derivedSeed(seed, path);
  }

  override getClassName(): string {
    return initializerKind(this.spec.type).className;
  }

  /** Options in the spelling of tfjs-layers. Initializers that draw nothing have no seed. */
  getConfig(): serialization.ConfigDict {
    const { options, random } = initializerKind(this.spec.type);
    return { ...options?.(this.spec), ...(random ? { seed: this.seed } : {}) };
  }

  fromConfigUsesCustomObjects(): boolean {
    return false;
  }

  apply(shape: number[]): Tensor {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    initializerKind(this.spec.type).fill(values, shape, randomStream(this.seed, this.path), this.spec);
    return tensor(values, shape);
  }
}
