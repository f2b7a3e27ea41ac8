import type { Written } from '../../../layers/keras/read-options';

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
  /** Keras layers whose outputs it takes. */
  readonly inputs: readonly string[];
  /** The Keras layer whose output is the block's. */
  readonly output: string;
  /** What its layers are, in order. */
  readonly parts: readonly DraftPart[];
}
