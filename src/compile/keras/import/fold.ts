import type { Written } from '../../../layers/keras/keras-facet';
import type { Draft, DraftPart } from './draft';

type Part = Exclude<DraftPart['part'], null>;

/** The parts of conv and dense blocks in their default order, starting with that layer. */
const defaultOrders = {
  conv: ['conv', 'batchNorm', 'activation', 'pool', 'dropout'],
  dense: ['dense', 'batchNorm', 'activation', 'dropout'],
} as const satisfies Record<string, readonly Part[]>;

/** How a separate block is written as an option of a conv or dense block; `null` if it cannot be. */
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
 * Turns the batch norm, activation, pool and dropout after a convolution or dense layer into options of its block, if
 * specs can express it: each at most once, and only if no other layer takes an output in between.
 */
export function fold(drafts: readonly Draft[]): Draft[] {
  const takers = new Map<string, number>();
  for (const { inputs } of drafts)
    for (const input of inputs) takers.set(input, (takers.get(input) ?? 0) + 1);
  /** By the Keras layer whose output is the block's. */
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

/** The default order of the parts of a block; `null` if it is not a conv or dense block. */
function orderOf({ parts: [main] }: Draft): readonly Part[] | null {
  return main?.part === 'conv' || main?.part === 'dense' ? defaultOrders[main.part] : null;
}

/** Adds the draft after a host to it as an option; `null` if that is impossible. */
function extended(host: Draft, next: Draft): Draft | null {
  const order = orderOf(host);
  const { trainable, ...options } = next.options;
  const option = Object.hasOwn(asOption, next.type) ? asOption[next.type]?.(options) : null;
  if (order === null || !option) return null;
  // Weights are folded only into a host that is equally frozen or trainable.
  if (next.hasWeights && trainable !== host.options.trainable) return null;
  const [part, value] = option;
  if (!order.includes(part) || host.parts.some((own) => own.part === part)) return null;
  return {
    ...host,
    options: { ...host.options, [part]: value },
    output: next.output,
    parts: [...host.parts, { part, keras: next.keras }],
    notes: [...host.notes, ...next.notes],
  };
}

/** Adds `order` to a block if it differs from the default order. */
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
