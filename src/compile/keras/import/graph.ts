import { listWords } from '../../../base/text/words';
import type { KerasConfig } from '../../../layers/keras/keras-object';

/** One call of a Keras layer. */
export interface KerasLayer {
  /** Unique in the model: its name, or its path if a layer of another nested model has the same name. */
  readonly name: string;
  /** The names of the nested models that contain it, outermost first, and its own. */
  readonly path: readonly string[];
  readonly className: string;
  readonly config: KerasConfig;
  /** Names of its input layers, in order. */
  readonly inputs: readonly string[];
  /** The other arguments of the call. */
  readonly call: KerasConfig;
}

/** A Keras model with one input and one output, as a graph of layers. */
export interface KerasNetwork {
  readonly name: string;
  /** Each after its inputs. The first is the input layer. */
  readonly layers: readonly KerasLayer[];
  readonly output: string;
}

/** A layer that specs do not support, and why. `layer` is `null` for the whole model. */
export interface ImportProblem {
  readonly layer: string | null;
  /** The Keras class of the layer. */
  readonly className?: string | undefined;
  readonly reason: string;
}

/** Where a layer differs in the spec. */
export interface LayerNote {
  readonly layer: string;
  readonly className: string;
  readonly text: string;
}

/** Notes in words. Layers of a class with the same note share it. */
export function noteTexts(notes: readonly LayerNote[]): string[] {
  const groups = new Map<string, { readonly note: LayerNote; readonly layers: string[] }>();
  for (const note of notes) {
    const key = JSON.stringify([note.className, note.text]);
    const group = groups.get(key) ?? { note, layers: [] };
    group.layers.push(`"${note.layer}"`);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ note: { className, text }, layers }) => {
    const shown = layers.length > 3 ? [...layers.slice(0, 2), `${layers.length - 2} more`] : layers;
    return `layer${layers.length > 1 ? 's' : ''} ${listWords(shown)} (${className}): ${text}`;
  });
}
