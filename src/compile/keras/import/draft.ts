import type { LayerReader, ReadLayer, Written } from '../../../layers/keras/keras-facet';
import { CannotHold, Options, shown } from '../../../layers/keras/options';
import { kinds } from '../../../layers/kinds';
import type { KerasLayer } from './network';

/** A layer that a block will come to, and the Keras layer that it stands for; `null` for a folded activation. */
export interface DraftPart {
  readonly part: 'conv' | 'dense' | 'batchNorm' | 'activation' | 'pool' | 'dropout' | null;
  readonly keras: string | null;
}

/** A block in the making. */
export interface Draft {
  /** The Keras layer that it began with. */
  readonly keras: string;
  readonly type: string;
  readonly options: Readonly<Record<string, Written>>;
  /** Whether that layer has weights, which may be frozen. */
  readonly hasWeights: boolean;
  /** Keras layers whose outputs it takes. */
  readonly inputs: readonly string[];
  /** The Keras layer whose output is the block's. */
  readonly output: string;
  /** What its layers are, in order. */
  readonly parts: readonly DraftPart[];
}

/** How layers of a class of Keras are read, and the kind of layer that they are. */
interface KerasClass {
  readonly kind: (typeof kinds)[keyof typeof kinds];
  readonly read: LayerReader;
}

const classes: ReadonlyMap<string, KerasClass> = new Map(
  Object.values(kinds).flatMap((kind) =>
    Object.entries(kind.keras.readers).map(([className, read]) => [className, { kind, read }] as const),
  ),
);

/** The block that a layer of Keras becomes on its own; `rank` is that of its input. @throws CannotHold */
export function draftOf(layer: KerasLayer, rank: number): Draft {
  const { name, className, config, inputs } = layer;
  const known = classes.get(className);
  if (!known) throw new CannotHold(`the language has no ${className}`);
  checkCall(layer, known);
  const options = new Options(config);
  const { type, options: written, activation, part } = known.read(options, { rank });
  const hasWeights = known.kind.shape.weights !== undefined;
  // Keras marks layers without weights as not trainable too, to no effect.
  const frozen = !options.boolean('trainable', true) && hasWeights;
  options.finish();
  return {
    keras: name,
    type,
    options: {
      ...(frozen ? { trainable: false } : {}),
      ...given(written),
      ...(activation === undefined ? {} : { activation }),
    },
    hasWeights,
    inputs,
    output: name,
    parts: [
      { part: part ?? null, keras: name },
      ...(activation === undefined ? [] : [{ part: 'activation' as const, keras: null }]),
    ],
  };
}

/** The number of axes of a layer's output, that of the images included. */
export function rankAfter({ className, config }: KerasLayer, rank: number): number {
  return classes.get(className)?.kind.keras.outputRank?.(config) ?? rank;
}

/** Calls are as Keras records them: dropout not in training; batch norm called so would never learn its statistics. */
function checkCall({ call }: KerasLayer, { kind }: KerasClass): void {
  for (const [key, value] of Object.entries(call)) {
    if (value === null || value === kind.keras.callOptions?.[key]) continue;
    throw new CannotHold(`it is called with ${key}: ${shown(value)}`);
  }
}

function given(written: ReadLayer['options']): Draft['options'] {
  const entries = Object.entries(written);
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
