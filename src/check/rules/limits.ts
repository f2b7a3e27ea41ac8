import { formatBytes, formatCount } from '../../base/text/format-numbers';
import type { LimitsSpec } from '../../language/limits';
import { unknown } from '../../language/model-spec';
import { kindName } from '../../layers/custom/custom-layer';

import type { CheckedNode } from '../check-shapes';
import { bytesPerValue, costsOf } from '../model-plan';
import { defineRule, knownLayers, type Rule } from './rule';

interface Budget {
  readonly key: keyof LimitsSpec;
  readonly cost: (layer: CheckedNode) => number;
  readonly format: (amount: number) => string;
  /** Completes "the network …" with the amount in place of `#`. */
  readonly says: string;
  readonly hint: string;
}

const why = 'The author set this limit, and the network exceeds it.';

const fewerWeights =
  'give the layers named above fewer filters or units, or put globalAveragePool in place of flatten';

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
    says: 'has # parameters',
    hint: fewerWeights,
  }),
});

export const macsLimit = defineRule({
  code: 'limit/macs',
  severity: 'error',
  law: 'The forward pass of one image takes at most `limits.macs` multiply-adds.',
  why,
  howToFix:
    'Shrink the feature maps earlier with a stride or a pool, or use fewer filters. If the network is meant to be this expensive, raise the limit.',
  check: exceeding({
    key: 'macs',
    cost: (layer) => layer.macs,
    format: formatCount,
    says: 'takes # multiply-adds for an image',
    hint: 'give the layers named above fewer filters or a smaller kernel, or stride and pool earlier',
  }),
});

export const activationMemoryLimit = defineRule({
  code: 'limit/activation-memory',
  severity: 'error',
  law: 'The outputs of all layers take at most `limits.activationMemory` bytes for the forward pass of one image, in float32.',
  why,
  howToFix:
    'Shrink the feature maps earlier with a stride or a pool, use fewer filters, or use a smaller input. If the network is meant to need this much memory, raise the limit.',
  check: exceeding({
    key: 'activationMemory',
    cost: (layer) => costsOf(layer).activationBytes,
    format: formatBytes,
    says: 'takes # for the layer outputs of an image',
    hint: 'stride or pool earlier, give the layers named above fewer filters, or take a smaller input',
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
    says: 'has # of weights',
    hint: fewerWeights,
  }),
});

/** How many of the layers that cost most are named; those below a hundredth of the whole are not. */
const named = 3;

/** Holds the network against one limit. Nothing is said while a layer of it is unknown. */
function exceeding({ key, cost, format, says, hint }: Budget): Rule['check'] {
  return (context) => {
    const { spec, graph } = context;
    if (spec.limits === unknown || graph.output === null) return [];
    const limit = spec.limits[key];
    const costs = knownLayers(context)?.map((layer) => ({ node: layer.node, amount: cost(layer) }));
    if (limit === undefined || costs === undefined) return [];
    const total = costs.reduce((sum, { amount }) => sum + amount, 0);
    if (total <= limit) return [];
    const share = (amount: number) => `${Math.round((100 * amount) / total)} %`;
    const most = costs
      .sort((a, b) => b.amount - a.amount)
      .slice(0, named)
      .filter(({ amount }) => amount >= total / 100);
    return [
      {
        path: ['limits', key],
        message: `the network ${says.replace('#', format(total))}, ${format(total - limit)} more than the limit of ${format(limit)}`,
        hint,
        related: most.map(({ node, amount }) => ({
          message: `${share(amount)} of it: ${format(amount)} in ${node.layer && kindName(node.layer)} "${node.block}"`,
          path: node.written(),
        })),
      },
    ];
  };
}
