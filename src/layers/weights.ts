import type { BiasConfig, DepthwiseConfig, KernelConfig, PointwiseConfig } from './layer';
import type { Shape } from './shapes';
import type { ConstraintSpec, InitializerSpec, RegularizerSpec, WeightSpec } from './weight-spec';

/** A layer's options for one of its weights. */
interface WeightOptions {
  readonly initializer: InitializerSpec;
  readonly regularizer?: RegularizerSpec | null;
  readonly constraint?: ConstraintSpec | null;
}

/** A weight that training changes. */
export function trainable(
  name: string,
  shape: Shape,
  { initializer, regularizer, constraint }: WeightOptions,
): WeightSpec {
  return {
    name,
    shape,
    trainable: true,
    initializer,
    ...(regularizer ? { regularizer } : {}),
    ...(constraint ? { constraint } : {}),
  };
}

/** The weight `bias`, `[units]`; empty if the layer has no bias. */
export function biasOf(options: BiasConfig, units: number): WeightSpec[] {
  const { bias, biasInitializer: initializer, biasRegularizer, biasConstraint } = options;
  return bias
    ? [trainable('bias', [units], { initializer, regularizer: biasRegularizer, constraint: biasConstraint })]
    : [];
}

/** The weight `kernel`. */
export function kernelOf(options: KernelConfig, shape: Shape): WeightSpec {
  return trainable('kernel', shape, {
    initializer: options.kernelInitializer,
    regularizer: options.kernelRegularizer,
    constraint: options.kernelConstraint,
  });
}

/** The kernel of a depthwise convolution, which Keras calls `kernel` or `depthwise_kernel`. */
export function depthwiseKernelOf(name: string, options: DepthwiseConfig, shape: Shape): WeightSpec {
  return trainable(name, shape, {
    initializer: options.depthwiseInitializer,
    regularizer: options.depthwiseRegularizer,
    constraint: options.depthwiseConstraint,
  });
}

/** The kernel of the 1×1 convolution after a depthwise one, which Keras calls `pointwise_kernel`. */
export function pointwiseKernelOf(options: PointwiseConfig, shape: Shape): WeightSpec {
  return trainable('pointwise_kernel', shape, {
    initializer: options.pointwiseInitializer,
    regularizer: options.pointwiseRegularizer,
    constraint: options.pointwiseConstraint,
  });
}

/** `gamma` and `beta` of a normalization, if it has them: one value per channel. */
export function scaleAndCenter(
  { scale, center }: { readonly scale: boolean; readonly center: boolean },
  channels: number,
): WeightSpec[] {
  return [
    ...(scale ? [trainable('gamma', [channels], { initializer: { type: 'ones' } })] : []),
    ...(center ? [trainable('beta', [channels], { initializer: { type: 'zeros' } })] : []),
  ];
}
