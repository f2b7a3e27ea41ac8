import type { Written } from '../../../layers/keras/keras-facet';
import type { Draft, DraftPart } from './draft';

type Part = Exclude<DraftPart['part'], null>;

/** What a conv or dense block is made of, in its default order: that layer first. */
const defaultOrders = {
  conv: ['conv', 'batchNorm', 'activation', 'pool', 'dropout'],
  dense: ['dense', 'batchNorm', 'activation', 'dropout'],
} as const satisfies Record<string, readonly Part[]>;

/** How a block of its own is written as an option of a conv or dense block; `null` where it cannot be. */
const asOption: Readonly<Record<string, (options: Draft['options']) => readonly [Part, Written] | null>> = {
  batchNorm: (options) => ['batchNorm', Object.keys(options).length === 0 ? true : options],
  activation: ({ function: name }) => (name === undefined || name === 'linear' ? null : ['activation', name]),
  prelu: (options) => [
    'activation',
    Object.keys(options).length === 0 ? 'prelu' : { type: 'prelu', ...options },
  ],
  dropout: ({ rate }) => (typeof rate === 'number' && rate > 0 ? ['dropout', rate] : null),
  maxPool: (options) => [
    'pool',
    Object.keys(options).join() === 'size' ? (options.size ?? 2) : { ...options },
  ],
  averagePool: (options) => ['pool', { type: 'average', ...options }],
};

/**
 * Writes what follows a convolution or a dense layer, batch norm, activation, pool and dropout, as options of its block,
 * as far as the language can: each once, and nobody else takes what lies between.
 */
export function fold(drafts: readonly Draft[]): Draft[] {
  const takers = new Map<string, number>();
  for (const { inputs } of drafts)
    for (const input of inputs) takers.set(input, (takers.get(input) ?? 0) + 1);
  /** By the Keras layer that yields its output. */
  const blocks = new Map<string, Draft>();
  for (const draft of drafts) {
    const [before] = draft.inputs;
    const host = draft.inputs.length === 1 && before !== undefined ? blocks.get(before) : undefined;
    const grown = host && takers.get(host.output) === 1 ? extended(host, draft) : null;
    if (host && grown) blocks.delete(host.output);
    blocks.set(draft.output, grown ?? draft);
  }
  const order = new Map(drafts.map(({ keras }, i) => [keras, i]));
  return [...blocks.values()]
    .toSorted((a, b) => (order.get(a.keras) ?? 0) - (order.get(b.keras) ?? 0))
    .map(ordered);
}

/** The default order of the parts of a block; `null` where it is no conv or dense block. */
function orderOf({ parts: [main] }: Draft): readonly Part[] | null {
  return main?.part === 'conv' || main?.part === 'dense' ? defaultOrders[main.part] : null;
}

/** A host with the draft after it as one of its options; `null` when that cannot be. */
function extended(host: Draft, next: Draft): Draft | null {
  const order = orderOf(host);
  const { trainable, ...options } = next.options;
  const option = Object.hasOwn(asOption, next.type) ? asOption[next.type]?.(options) : null;
  if (order === null || !option) return null;
  // Frozen or not, weights go with a host that is the same.
  if (next.hasWeights && trainable !== host.options.trainable) return null;
  const [part, value] = option;
  if (!order.includes(part) || host.parts.some((own) => own.part === part)) return null;
  return {
    ...host,
    options: { ...host.options, [part]: value },
    output: next.output,
    parts: [...host.parts, { part, keras: next.keras }],
  };
}

/** A block with its `order`, where that is not the default one. */
function ordered(draft: Draft): Draft {
  const given = draft.parts.flatMap(({ part }) => (part === null ? [] : [part]));
  const order = orderOf(draft) ?? [];
  const usual = order.filter((part) => given.includes(part));
  if (given.length < 2 || usual.join() === given.join()) return draft;
  return {
    ...draft,
    options: { ...draft.options, order: [...given, ...order.filter((part) => !given.includes(part))] },
  };
}
