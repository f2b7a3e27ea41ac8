import { serialization, type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { InitializerName } from '../../layers/layer';
import type { WeightInitializer } from '../../layers/tfjs-facet';
import { derivedSeed, randomStream } from '../../random/stream';
import { initializers } from './initializers';

/** The initializer `name` whose values are a function of the run's seed and the weight's path `<layer>/<weight>`. */
export class SeededInitializer extends serialization.Serializable implements WeightInitializer {
  private readonly seed: number;

  constructor(
    private readonly name: InitializerName,
    seed: number,
    private readonly path: string,
  ) {
    super();
    this.seed = derivedSeed(seed, path);
  }

  override getClassName(): string {
    return initializers[this.name].className;
  }

  /** Initializers that draw nothing have no seed. */
  getConfig(): serialization.ConfigDict {
    return this.name === 'zeros' || this.name === 'ones' ? {} : { seed: this.seed };
  }

  fromConfigUsesCustomObjects(): boolean {
    return false;
  }

  apply(shape: number[]): Tensor {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    initializers[this.name].fill(values, shape, randomStream(this.seed, this.path));
    return tensor(values, shape);
  }
}
