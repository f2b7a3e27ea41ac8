import { diagnose } from '../../base/diagnostics/diagnostic';
import type { GraphNode } from '../layer-graph';
import {
  activationOf,
  arranging,
  averaging,
  dropping,
  isOf,
  lookBack,
  normalising,
  picking,
} from './look-back';
import type { Rule } from './rule';

/** Functions that leave what certain others yield as it is. */
const idleAfter: Readonly<Record<string, readonly string[]>> = {
  relu: ['relu', 'relu6', 'sigmoid', 'hardSigmoid', 'softplus', 'softmax'],
  relu6: ['relu6', 'sigmoid', 'hardSigmoid', 'softmax'],
};

/** An activation changes something: values that are never negative pass through relu as they are. */
export const idleActivation: Rule = ({ spec: { document }, graph }) => {
  const before = lookBack(graph, [...arranging, ...averaging, ...picking]);
  return graph.nodes.flatMap((node) => {
    const name = activationOf(node);
    const source = before(node);
    const earlier = activationOf(source);
    if (name === null || !source || earlier === null || !idleAfter[name]?.includes(earlier)) return [];
    return [
      diagnose(document, 'regularity/idle-activation', {
        path: node.written('function'),
        message: `${name} of "${node.block}" changes nothing behind ${earlier}`,
        hint: 'leave one of the two out',
        related: [{ message: `the ${earlier} stands here`, path: source.written('function') }],
      }),
    ];
  });
};

/**
 * Softmax stands at the end. It makes channels share one sum and its gradient is small: before further layers it
 * starves what comes before, and a second softmax makes all scores nearly equal.
 */
export const hiddenSoftmax: Rule = ({ spec: { document }, graph }) => {
  const before = lookBack(graph, [...arranging, ...averaging, ...picking, ...dropping]);
  const seen = new Set<GraphNode>();
  return graph.nodes.flatMap((node) => {
    const again = activationOf(node) === 'softmax';
    if (!again && !isOf(node, ['conv2d', 'separableConv2d', 'depthwiseConv2d', 'dense', ...normalising]))
      return [];
    const softmax = before(node);
    if (!softmax || seen.has(softmax) || activationOf(softmax) !== 'softmax') return [];
    seen.add(softmax);
    return [
      diagnose(document, 'regularity/hidden-softmax', {
        path: softmax.written('function'),
        message: again
          ? `softmax of "${softmax.block}" is followed by another softmax, which makes the scores nearly equal`
          : `softmax of "${softmax.block}" stands before ${node.layer?.kind} "${node.block}": its small gradient slows what comes before`,
        hint: again ? 'keep the last one only' : 'use relu here; softmax belongs behind the last layer',
        related: [
          again
            ? { message: 'the other softmax stands here', path: node.written('function') }
            : { message: `"${node.block}" stands here`, path: node.written() },
        ],
      }),
    ];
  });
};
