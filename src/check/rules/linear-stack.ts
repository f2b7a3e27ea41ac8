import type { Shape } from '../../layers/shapes';
import type { CheckedNode } from '../check-shapes';
import { isOf, lookBack } from './look-back';
import { defineRule } from './rule';

/**
 * Common intentional designs are exempt: a bottleneck (fewer channels than before and after it, which limits the rank),
 * a kernel that is not square (a separated one), depthwise and separable convolutions.
 */
export const linearStack = defineRule({
  code: 'regularity/linear-stack',
  severity: 'warning',
  law: 'There is a nonlinearity between two layers with weights.',
  why: 'Two linear maps in a row are a single linear map: the second costs parameters and time, and adds nothing that the first could not do alone.',
  howToFix: 'Add an activation, such as relu, to the first of the two layers, or remove one of them.',
  ignoreWhen:
    'The linear factorization is intended, for example as an implicit regularizer or in a published network. Bottlenecks, separated kernels and depthwise convolutions are never reported.',

  check: ({ graph, shapes }) => {
    const before = lookBack(graph, ['batchNorm', 'pads', 'rearranges', 'averages', 'drops']);
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
        {
          path: first.written('activation'),
          message: `"${first.name}" has no activation, so together with "${node.name}" it is a single linear map`,
          hint: `add an activation to "${first.block}", such as relu`,
          related: [{ message: `"${node.name}" is here`, path: node.written() }],
        },
      ];
    });
  },
});

function isSquareConv({ node }: CheckedNode): boolean {
  if (node.layer?.kind !== 'conv2d' || !node.complete) return false;
  const [height, width] = node.layer.config.kernel;
  return height === width;
}

/** Number of channels of a feature map, or of values of a vector. */
function width(shape: Shape): number {
  return shape.at(-1) ?? 0;
}
