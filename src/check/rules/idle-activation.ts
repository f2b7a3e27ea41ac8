import { activationOf, lookBack } from './look-back';
import { defineRule } from './rule';

/** Functions that leave what certain others yield as it is. */
const idleAfter: Readonly<Record<string, readonly string[]>> = {
  relu: ['relu', 'relu6', 'sigmoid', 'hardSigmoid', 'softplus', 'softmax'],
  relu6: ['relu6', 'sigmoid', 'hardSigmoid', 'softmax'],
};

export const idleActivation = defineRule({
  code: 'regularity/idle-activation',
  severity: 'warning',
  law: 'An activation changes some of the values it receives.',
  why: 'The values are already in the range that this activation maps to itself, for example never negative before a ReLU. It has no effect.',
  howToFix: 'Remove one of the two activations, or replace one if another function was meant.',
  ignoreWhen:
    'You are reproducing a published network layer by layer. The second activation costs a little time and changes no value.',

  check: ({ graph }) => {
    const before = lookBack(graph, ['rearranges', 'averages', 'selects']);
    return graph.nodes.flatMap((node) => {
      const name = activationOf(node);
      const source = before(node);
      const earlier = activationOf(source);
      if (name === null || !source || earlier === null || !idleAfter[name]?.includes(earlier)) return [];
      return [
        {
          path: node.written('function'),
          message: `${name} of "${node.block}" changes nothing behind ${earlier}`,
          hint: 'leave one of the two out',
          related: [{ message: `the ${earlier} stands here`, path: source.written('function') }],
        },
      ];
    });
  },
});
