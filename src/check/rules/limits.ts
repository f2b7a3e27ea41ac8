import type { DiagnosticCode } from '../../base/diagnostics/codes';
import { diagnose } from '../../base/diagnostics/diagnostic';
import { formatBytes, formatCount } from '../../base/text/format-numbers';
import type { LimitsSpec } from '../../language/limits';
import { unknown } from '../../language/model-spec';
import { kindName } from '../../layers/custom/custom-layer';

import type { CheckedNode } from '../check-shapes';
import { bytesPerValue, costsOf } from '../layer-costs';
import type { Rule } from './rule';

interface Budget {
  readonly key: keyof LimitsSpec;
  readonly code: DiagnosticCode;
  readonly cost: (layer: CheckedNode) => number;
  readonly format: (amount: number) => string;
  /** Completes "the network …" with the amount in place of `#`. */
  readonly says: string;
  readonly hint: string;
}

const fewerWeights =
  'give the layers named above fewer filters or units, or put globalAveragePool in place of flatten';

const budgets: readonly Budget[] = [
  {
    key: 'params',
    code: 'limit/params',
    cost: (layer) => costsOf(layer).params,
    format: formatCount,
    says: 'has # parameters',
    hint: fewerWeights,
  },
  {
    key: 'macs',
    code: 'limit/macs',
    cost: (layer) => layer.macs,
    format: formatCount,
    says: 'takes # multiply-adds for an image',
    hint: 'give the layers named above fewer filters or a smaller kernel, or stride and pool earlier',
  },
  {
    key: 'activationMemory',
    code: 'limit/activation-memory',
    cost: (layer) => costsOf(layer).activationBytes,
    format: formatBytes,
    says: 'takes # for the layer outputs of an image',
    hint: 'stride or pool earlier, give the layers named above fewer filters, or take a smaller input',
  },
  {
    key: 'modelSize',
    code: 'limit/model-size',
    cost: (layer) => costsOf(layer).params * bytesPerValue,
    format: formatBytes,
    says: 'has # of weights',
    hint: fewerWeights,
  },
];

/** How many of the layers that cost most are named; those below a hundredth of the whole are not. */
const named = 3;

/** The network costs at most what its author allows. Nothing is said while a layer of it is unknown. */
export const limits: Rule = ({ spec: { document, limits: allowed }, graph, shapes }) => {
  if (allowed === unknown || graph.output === null) return [];
  const layers = graph.nodes.map((node) => shapes.get(node.name));
  if (!layers.every((layer) => layer?.node.complete === true)) return [];
  return budgets.flatMap(({ key, code, cost, format, says, hint }) => {
    const limit = allowed[key];
    const costs = (layers as CheckedNode[]).map((layer) => ({ node: layer.node, amount: cost(layer) }));
    const total = costs.reduce((sum, { amount }) => sum + amount, 0);
    if (limit === undefined || total <= limit) return [];
    const share = (amount: number) => `${Math.round((100 * amount) / total)} %`;
    const most = costs
      .sort((a, b) => b.amount - a.amount)
      .slice(0, named)
      .filter(({ amount }) => amount >= total / 100);
    return [
      diagnose(document, code, {
        path: ['limits', key],
        message: `the network ${says.replace('#', format(total))}, ${format(total - limit)} more than the limit of ${format(limit)}`,
        hint,
        related: most.map(({ node, amount }) => ({
          message: `${share(amount)} of it: ${format(amount)} in ${node.layer && kindName(node.layer)} "${node.block}"`,
          path: node.written(),
        })),
      }),
    ];
  });
};
