import type { Tensor } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { KerasConfig } from '../keras/keras-object';
import type { Pair, Shape, ShapeProblem } from '../shapes';
import type { WeightSpec } from '../weight-spec';

/** How a layer of one's own is being called. */
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
 * A kind of primitive layer that a program brings, in place of the facets of a built-in one. As a plugin's `layers`
 * entry it is a kind of block too, of one layer; {@link customLayer} puts it among the layers of a larger block.
 * Shapes leave out the batch, tensors have it as their first axis.
 */
export interface LayerDefinition<S extends z.ZodObject = z.ZodObject> {
  /** What `type` names it by in a spec. */
  readonly type: string;
  /** One sentence for people who have not met it. */
  readonly about: string;
  /** Its options; strict. */
  readonly schema: S;
  /** Options that do not bear on shapes: a mistake in one leaves the shapes behind it checkable. None unless given. */
  readonly shapeNeutral?: readonly string[];
  /** Whether it merges several inputs. */
  readonly merges?: boolean;
  /** The shape that it yields, or why it cannot take its inputs. Asked before everything else. */
  output(options: z.output<S>, inputs: readonly Shape[]): Shape | ShapeProblem;
  /** None unless given. */
  weights?(options: z.output<S>, inputs: readonly Shape[]): readonly WeightSpec[];
  /** Multiply-adds for one image; 0 unless given. */
  macs?(options: z.output<S>, inputs: readonly Shape[], output: Shape): number;
  /** The window of its input that a place of its output sees, and its steps; each place sees its own unless given. */
  window?(options: z.output<S>): LayerWindow | 'whole';
  /** The output for `inputs`, differentiable by them and by the weights. Runs inside a tidy. */
  forward(options: z.output<S>, inputs: readonly Tensor[], call: LayerCall): Tensor;
  /** The kernels of tfjs that `forward` and its gradients run: a backend that lacks one is not chosen. */
  readonly kernels: readonly string[];
  /** The class that saved models name: `type` with a capital unless given. Keras and stock tfjs need it registered. */
  readonly className?: string;
  /** The class's options in Keras's spelling; those of the spec in snake case unless given. */
  kerasOptions?(options: z.output<S>): KerasConfig;
}

/** Ties the options of the methods to the schema. */
export function defineLayer<S extends z.ZodObject>(definition: LayerDefinition<S>): LayerDefinition<S> {
  return definition;
}

/** Where a layer's options keep what it is: a symbol, so that a plan stays data for JSON and comparison. */
export const definition: unique symbol = Symbol('definition');

/** The class of a layer of one's own in saved models. */
export function classNameOf({ type, className }: LayerDefinition): string {
  return className ?? `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}
