import { diagnose } from '../../base/diagnostics/diagnostic';
import type { Shape } from '../../layers/shapes';

import type { CheckedNode } from '../check-shapes';
import { arranging, averaging, dropping, isOf, lookBack } from './look-back';
import type { Rule } from './rule';

/**
 * Something bends between two layers of weights: two linear maps in a row are one. Exempt is what people do on
 * purpose: a bottleneck (fewer values per place than before and behind, which limits the rank), a kernel that is not
 * square (a separated one), depthwise and separable convolutions.
 */
export const linearStack: Rule = ({ spec: { document }, graph, shapes }) => {
  const before = lookBack(graph, ['batchNorm', 'zeroPadding2d', ...arranging, ...averaging, ...dropping]);
  return graph.nodes.flatMap((node) => {
    const first = before(node);
    const upper = shapes.get(node.name);
    const lower = first && shapes.get(first.name);
    if (!first || !upper || !lower || upper.node !== node || lower.node !== first) return [];
    const same =
      (isOf(node, ['dense']) && isOf(first, ['dense'])) || (isSquareConv(upper) && isSquareConv(lower));
    const [input] = lower.inputShapes;
    const middle = width(lower.outputShape);
    if (!same || !input || (middle < width(input) && middle < width(upper.outputShape))) return [];
    return [
      diagnose(document, 'regularity/linear-stack', {
        path: first.written('activation'),
        message: `${first.layer?.kind} "${first.block}" has no activation, so that together with ${node.layer?.kind} "${node.block}" it is one linear map`,
        hint: `give "${first.block}" an activation, such as relu`,
        related: [{ message: `"${node.block}" stands here`, path: node.written() }],
      }),
    ];
  });
};

function isSquareConv({ node }: CheckedNode): boolean {
  if (node.layer?.kind !== 'conv2d' || !node.complete) return false;
  const [height, width] = node.layer.config.kernel;
  return height === width;
}

/** Channels of a feature map, values of a vector. */
function width(shape: Shape): number {
  return shape.at(-1) ?? 0;
}
