import type { LayerReader, ReadLayer, Written } from '../../../layers/keras/keras-facet';
import { Options, shown, UnsupportedError } from '../../../layers/keras/options';
import { kinds } from '../../../layers/kinds';
import type { KerasLayer, LayerNote } from './graph';
import { type Crop, isPreprocessing } from './preprocessing';

/** A layer that a block will contain, and the Keras layer it comes from; `null` for a folded activation. */
export interface DraftPart {
  readonly part: 'conv' | 'dense' | 'batchNorm' | 'activation' | 'pool' | 'dropout' | null;
  readonly keras: string | null;
}

/** A block under construction. */
export interface Draft {
  /** The Keras layer that it starts with. */
  readonly keras: string;
  readonly type: string;
  readonly options: Readonly<Record<string, Written>>;
  /** Whether that layer has weights (they may be frozen). */
  readonly hasWeights: boolean;
  /** Keras layers whose outputs it takes. */
  readonly inputs: readonly string[];
  /** The Keras layer whose output is the block's output. */
  readonly output: string;
  /** Its layers, in order. */
  readonly parts: readonly DraftPart[];
  /** Where it differs from its Keras layers. */
  readonly notes: readonly LayerNote[];
}

/** How a Keras class is read, and its kind of layer. */
interface KerasClass {
  readonly kind: (typeof kinds)[keyof typeof kinds];
  readonly read: LayerReader;
}

const classes: ReadonlyMap<string, KerasClass> = new Map(
  Object.values(kinds).flatMap((kind) =>
    Object.entries(kind.keras.readers).map(([className, read]) => [className, { kind, read }] as const),
  ),
);

/** The block for rows and columns that are cut off the images. */
export function cropDraft({ layer, cropping }: Crop, input: string, output: string): Draft {
  return {
    keras: layer,
    type: 'cropping',
    options: { cropping },
    hasWeights: false,
    inputs: [input],
    output,
    parts: [{ part: null, keras: layer }],
    notes: [],
  };
}

/** Whether a class of layers becomes a block. */
export function isSupported(className: string): boolean {
  return classes.has(className);
}

/** The block that a single Keras layer becomes; `rank` is the rank of its input, NaN if unknown. @throws UnsupportedError */
export function draftOf(layer: KerasLayer, rank: number): Draft {
  const { name, className, config, inputs } = layer;
  const known = classes.get(className);
  if (!known) throw new UnsupportedError(unsupportedClass(className));
  checkCall(layer, known);
  const options = new Options(config);
  const { type, options: written, activation, part } = known.read(options, { rank });
  // Keras also marks layers without weights as not trainable, which has no effect.
  const frozen = !options.boolean('trainable', true) && hasWeights(className);
  options.finish();
  return {
    keras: name,
    type,
    options: {
      ...(frozen ? { trainable: false } : {}),
      ...given(written),
      ...(activation === undefined ? {} : { activation }),
    },
    hasWeights: hasWeights(className),
    inputs,
    output: name,
    parts: [
      { part: part ?? null, keras: name },
      ...(activation === undefined ? [] : [{ part: 'activation' as const, keras: null }]),
    ],
    notes: options.notes.map((text) => ({ layer: name, className, text })),
  };
}

/** Whether the layers of a supported class have weights. */
export function hasWeights(className: string): boolean {
  return classes.get(className)?.kind.shape.weights !== undefined;
}

/** Why a class is not supported. Preprocessing is, but only in one place. */
export function unsupportedClass(className: string): string {
  return isPreprocessing(className)
    ? 'specs support preprocessing only directly after the input'
    : `specs do not support ${className} layers`;
}

/** The number of axes of a layer's output, the batch axis included; NaN if unknown. */
export function rankAfter({ className, config }: KerasLayer, rank: number): number {
  const known = classes.get(className);
  return known ? (known.kind.keras.outputRank?.(config) ?? rank) : Number.NaN;
}

/**
 * Rejects call arguments other than those Keras always records. (A batch norm called with `training: false` would never
 * learn its statistics. A frozen one never does.)
 */
function checkCall({ call, config }: KerasLayer, { kind }: KerasClass): void {
  for (const [key, value] of Object.entries(call)) {
    if (value === null || value === kind.keras.callOptions?.[key]) continue;
    if (key === 'training' && value === false && config.trainable === false) continue;
    throw new UnsupportedError(`it is called with ${key}: ${shown(value)}`);
  }
}

function given(written: ReadLayer['options']): Draft['options'] {
  const entries = Object.entries(written);
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
