import { type serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import type { PlannedLayer } from '../layer';
import type { WeightSpec } from '../weight-spec';
import type { ComputingKind, TfjsContext, TfjsFacet } from './tfjs-facet';

type BatchShape = (number | null)[];

/**
 * A planned layer as a tfjs-layers layer. Its class name and configuration are Keras's, so that a saved model loads
 * in stock tfjs and in Keras. Its arithmetic, weights and output shape come from the facet and the plan.
 *
 * `call` accepts `{ training, step, firstImage }`. Without `step`, training calls are counted from 0.
 */
export class PrimitiveLayer extends layers.Layer {
  private readonly variables: Partial<Record<string, LayerVariable>> = {};
  private nextStep = 0;

  constructor(
    private readonly planned: PlannedLayer<ComputingKind>,
    private readonly facet: TfjsFacet<ComputingKind>,
    private readonly context: TfjsContext,
  ) {
    super({ name: planned.name, trainable: planned.trainable ?? true });
  }

  override getClassName(): string {
    return this.facet.className(this.planned);
  }

  override build(): void {
    for (const weight of this.planned.weights) {
      this.variables[weight.name] = this.addWeight(
        this.fileName(weight),
        [...weight.shape],
        'float32',
        this.context.initializer(this.planned.name, weight),
        // Keras does not regularize frozen weights.
        weight.trainable && weight.regularizer ? this.context.regularizer(weight.regularizer) : undefined,
        weight.trainable,
      );
    }
    this.built = true;
  }

  override computeOutputShape(inputShape: BatchShape | BatchShape[]): BatchShape {
    const first = inputShape[0];
    const batch = Array.isArray(first) ? first[0] : first;
    return [batch ?? null, ...this.planned.outputShape];
  }

  override call(
    inputs: Tensor | Tensor[],
    kwargs: { training?: unknown; step?: unknown; firstImage?: unknown },
  ): Tensor {
    const training = kwargs.training === true;
    const step = typeof kwargs.step === 'number' ? kwargs.step : this.nextStep;
    const firstImage = typeof kwargs.firstImage === 'number' ? kwargs.firstImage : 0;
    if (training) this.nextStep = step + 1;
    return tidy(() =>
      this.facet.forward(this.planned, Array.isArray(inputs) ? inputs : [inputs], this.variables, {
        training,
        step,
        firstImage,
        seed: this.context.seed,
      }),
    );
  }

  /**
   * Constraints are left out: tfjs-layers ignores them in training but applies them when weights are loaded, which
   * would change the weights of a saved model.
   */
  override getConfig(): serialization.ConfigDict {
    const config = { ...super.getConfig(), ...this.facet.config(this.planned) };
    for (const weight of this.planned.weights) {
      const { regularizer } = weight;
      const option = optionOf(this.fileName(weight));
      config[`${option}Initializer`] = serialized(this.context.initializer(this.planned.name, weight));
      if (regularizer) config[`${option}Regularizer`] = serialized(this.context.regularizer(regularizer));
    }
    return config;
  }

  private fileName({ name }: WeightSpec): string {
    return this.facet.weightNames?.[name] ?? name;
  }
}

/** The prefix of a weight's options: `movingMean` for `moving_mean`, `depthwise` for `depthwise_kernel`. */
function optionOf(weight: string): string {
  return weight.replace(/_kernel$/, '').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function serialized(object: {
  getClassName(): string;
  getConfig(): serialization.ConfigDict;
}): serialization.ConfigDict {
  return { className: object.getClassName(), config: object.getConfig() };
}
