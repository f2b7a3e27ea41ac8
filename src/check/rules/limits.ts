import { formatBytes, formatCount } from '../../base/text/format-numbers';
import type { LimitsSpec } from '../../language/limits';
import { unknown } from '../../language/model-spec';

import type { CheckedNode } from '../check-shapes';
import { bytesPerValue, costsOf } from '../model-plan';
import { defineRule, knownLayers, type Rule } from './rule';

interface Budget {
  readonly key: keyof LimitsSpec;
  readonly cost: (layer: CheckedNode) => number;
  readonly format: (amount: number) => string;
  /** Completes the sentence "the network …"; `#` is replaced with the amount. */
  readonly predicate: string;
  readonly hint: string;
}

const why = 'The spec sets this limit, and the network exceeds it.';

const fewerWeights =
  'use fewer filters or units in the layers listed above, or globalAveragePool instead of flatten';

export const paramsLimit = defineRule({
  code: 'limit/params',
  severity: 'error',
  law: 'The network has at most `limits.params` parameters.',
  why,
  howToFix:
    'Use fewer filters or units, or a global pool instead of flatten. If the network is meant to be this large, raise the limit.',
  check: exceeding({
    key: 'params',
    cost: (layer) => costsOf(layer).params,
    format: formatCount,
    predicate: 'has # parameters',
    hint: fewerWeights,
  }),
});

export const macsLimit = defineRule({
  code: 'limit/macs',
  severity: 'error',
  law: 'The forward pass of one image needs at most `limits.macs` multiply-adds.',
  why,
  howToFix:
    'Downsample earlier with a stride or a pool, or use fewer filters. If the network is meant to be this expensive, raise the limit.',
  check: exceeding({
    key: 'macs',
    cost: (layer) => layer.macs,
    format: formatCount,
    predicate: 'needs # multiply-adds per image',
    hint: 'use fewer filters or smaller kernels in the layers listed above, or downsample earlier with a stride or pool',
  }),
});

export const activationMemoryLimit = defineRule({
  code: 'limit/activation-memory',
  severity: 'error',
  law: 'The outputs of all layers take at most `limits.activationMemory` bytes for the forward pass of one image, in float32.',
  why,
  howToFix:
    'Downsample earlier with a stride or a pool, use fewer filters, or use a smaller input. If the network is meant to need this much memory, raise the limit.',
  check: exceeding({
    key: 'activationMemory',
    cost: (layer) => costsOf(layer).activationBytes,
    format: formatBytes,
    predicate: 'needs # for the layer outputs of one image',
    hint: 'downsample earlier with a stride or pool, use fewer filters in the layers listed above, or use a smaller input',
  }),
});

export const modelSizeLimit = defineRule({
  code: 'limit/model-size',
  severity: 'error',
  law: 'The weights take at most `limits.modelSize` bytes, at 4 bytes per parameter.',
  why,
  howToFix:
    'Use fewer filters or units, or a global pool instead of flatten. If the network is meant to be this large, raise the limit.',
  check: exceeding({
    key: 'modelSize',
    cost: (layer) => costsOf(layer).params * bytesPerValue,
    format: formatBytes,
    predicate: 'has # of weights',
    hint: fewerWeights,
  }),
});

/** The number of most expensive layers to list; layers below 1% of the total are not listed. */
const maxListed = 3;

/** Checks the network against one limit. Reports nothing if any layer is unknown. */
function exceeding({ key, cost, format, predicate, hint }: Budget): Rule['check'] {
  return (context) => {
    const { spec, graph } = context;
    if (spec.limits === unknown || graph.output === null) return [];
    const limit = spec.limits[key];
    const costs = knownLayers(context)?.map((layer) => ({ node: layer.node, amount: cost(layer) }));
    if (limit === undefined || costs === undefined) return [];
    const total = costs.reduce((sum, { amount }) => sum + amount, 0);
    if (total <= limit) return [];
    const share = (amount: number) => `${Math.round((100 * amount) / total)}%`;
    const most = costs
      .sort((a, b) => b.amount - a.amount)
      .slice(0, maxListed)
      .filter(({ amount }) => amount >= total / 100);
    return [
      {
        path: ['limits', key],
        message: `the network ${predicate.replace('#', format(total))}, ${format(total - limit)} more than the limit of ${format(limit)}`,
        hint,
        related: most.map(({ node, amount }) => ({
          message: `${format(amount)} (${share(amount)}) in "${node.name}"`,
          path: node.written(),
        })),
      },
    ];
  };
}
