import type { Tensor } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { KerasConfig } from '../keras/keras-object';
import type { Pair, Shape, ShapeProblem } from '../shapes';
import type { WeightSpec } from '../weight-spec';

/** Arguments of a call of a plugin's layer. */
export interface LayerCall {
  /** Its weights by name, as {@link LayerDefinition.weights} lists them. */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** Whether this is a training step, where dropout and the like are active. */
  readonly training: boolean;
}

/** The window of a layer over its input. */
export interface LayerWindow {
  /** Height and width. */
  readonly size: Pair;
  /** Step of the window, `[rows, columns]`. */
  readonly stride: Pair;
}

/**
 * A kind of primitive layer that a plugin defines; replaces the facets of a built-in kind. In a plugin's `layers` it
 * is also a kind of block with one layer; {@link customLayer} makes it part of a larger block. Shapes exclude the
 * batch; tensors have it as their first axis.
 */
export interface LayerDefinition<S extends z.ZodObject = z.ZodObject> {
  /** The value of `type` in a spec. */
  readonly type: string;
  /** One sentence that describes it to new users. */
  readonly about: string;
  /** The schema of its options; unknown keys are errors. */
  readonly schema: S;
  /** Options that don't affect shapes: the shapes after the layer are still checked when one of them is invalid. Default: none. */
  readonly shapeNeutral?: readonly string[];
  /** Whether it merges several inputs. Default: false. */
  readonly merges?: boolean;
  /** The output shape, or why it cannot accept its inputs. Called before all other methods. */
  output(options: z.output<S>, inputs: readonly Shape[]): Shape | ShapeProblem;
  /** Its weights. Default: none. */
  weights?(options: z.output<S>, inputs: readonly Shape[]): readonly WeightSpec[];
  /** Multiply-adds for one image. Default: 0. */
  macs?(options: z.output<S>, inputs: readonly Shape[], output: Shape): number;
  /** The input window that an output position sees, and its stride. Default: each position sees only itself. */
  window?(options: z.output<S>): LayerWindow | 'whole';
  /** Computes the output, differentiable with respect to the inputs and weights. Runs inside a `tf.tidy`. */
  forward(options: z.output<S>, inputs: readonly Tensor[], call: LayerCall): Tensor;
  /** The tfjs kernels that `forward` and its gradients run. A backend that lacks one is not chosen. */
  readonly kernels: readonly string[];
  /** Its class name in saved models; Keras and stock tfjs need a class of that name registered. Default: `type`, capitalized. */
  readonly className?: string;
  /** The class's options in Keras's spelling. Default: the spec's options in snake case. */
  kerasOptions?(options: z.output<S>): KerasConfig;
}

/**
 * Types the `options` of the methods after the schema.
 *
 * @example
 * // A whole layer: examples/plugins/filter-response-norm.mjs
 * export const filterResponseNorm = defineLayer({ type: 'filterResponseNorm', ...methods });
 * export default { layers: { filterResponseNorm } };
 */
export function defineLayer<S extends z.ZodObject>(definition: LayerDefinition<S>): LayerDefinition<S> {
  return definition;
}

/** The key under which a layer's options keep its definition. A symbol, so that JSON and comparisons see plain data. */
export const definition: unique symbol = Symbol('definition');

/** The class name of a plugin's layer in saved models. */
export function classNameOf({ type, className }: LayerDefinition): string {
  return className ?? `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}
