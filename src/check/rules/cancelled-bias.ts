import { diagnose } from '../../base/diagnostics/diagnostic';
import { formatCount } from '../../base/text/format-numbers';
import { isOf, lookBack } from './look-back';
import type { Rule } from './rule';

/** A bias has an effect: batch norm subtracts each channel's mean, and with it the bias of the layer before. */
export const cancelledBias: Rule = ({ spec: { document }, graph, shapes }) => {
  const before = lookBack(graph, []);
  return graph.nodes.flatMap((node) => {
    const source = before(node);
    if (!isOf(node, ['batchNorm']) || !source?.layer || !hasBias(source.layer.config)) return [];
    const channels = shapes.get(source.name)?.outputShape.at(-1);
    const count = channels === undefined ? '' : `: ${formatCount(channels)} parameters without effect`;
    return [
      diagnose(document, 'regularity/cancelled-bias', {
        path: source.written('bias'),
        message: `batchNorm "${node.block}" cancels the bias of ${source.layer.kind} "${source.block}"${count}`,
        hint: `write bias: false in "${source.block}"`,
      }),
    ];
  });
};

function hasBias(config: object): boolean {
  return 'bias' in config && config.bias === true;
}
