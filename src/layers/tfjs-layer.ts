import { type serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import type { PlannedLayer } from '../plan/model-plan';
import type { ComputingKind, TfjsContext, TfjsFacet } from './tfjs-facet';

type BatchShape = (number | null)[];

/**
 * A planned layer as a layer of tfjs-layers. Its class name and configuration are Keras's, so that a saved model
 * loads in stock tfjs and in Keras; its arithmetic, weights and output shape are the facet's and the plan's.
 *
 * `call` accepts `{ training, step }`. Without a step, training calls count from 0 by themselves.
 */
export class PrimitiveLayer<K extends ComputingKind> extends layers.Layer {
  private readonly variables: Partial<Record<string, LayerVariable>> = {};
  private nextStep = 0;

  constructor(
    private readonly planned: PlannedLayer<K>,
    private readonly facet: TfjsFacet<K>,
    private readonly context: TfjsContext,
  ) {
    super({ name: planned.name });
  }

  override getClassName(): string {
    return this.facet.className(this.planned);
  }

  override build(): void {
    for (const weight of this.planned.weights) {
      const initializer = this.context.initializer(this.planned.name, weight);
      this.variables[weight.name] = this.addWeight(
        weight.name,
        [...weight.shape],
        'float32',
        initializer,
        undefined,
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

  override call(inputs: Tensor | Tensor[], kwargs: { training?: unknown; step?: unknown }): Tensor {
    const training = kwargs.training === true;
    const step = typeof kwargs.step === 'number' ? kwargs.step : this.nextStep;
    if (training) this.nextStep = step + 1;
    return tidy(() =>
      this.facet.forward(this.planned, Array.isArray(inputs) ? inputs : [inputs], this.variables, {
        training,
        step,
        seed: this.context.seed,
      }),
    );
  }

  override getConfig(): serialization.ConfigDict {
    const config = { ...super.getConfig(), ...this.facet.config(this.planned) };
    for (const weight of this.planned.weights) {
      const initializer = this.context.initializer(this.planned.name, weight);
      const key = weight.name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      config[`${key}Initializer`] = {
        className: initializer.getClassName(),
        config: initializer.getConfig(),
      };
    }
    return config;
  }
}
