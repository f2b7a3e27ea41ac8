import { activationOf, lookBack } from './look-back';
import { defineRule } from './rule';

/** Functions that have no effect directly after certain others. */
const idleAfter: Readonly<Record<string, readonly string[]>> = {
  relu: ['relu', 'relu6', 'sigmoid', 'hardSigmoid', 'softplus', 'softmax'],
  relu6: ['relu6', 'sigmoid', 'hardSigmoid', 'softmax'],
};

export const idleActivation = defineRule({
  code: 'regularity/idle-activation',
  severity: 'warning',
  law: 'An activation changes some of the values it receives.',
  why: 'The values are already in the range that this activation leaves unchanged, for example never negative before a ReLU. It has no effect.',
  howToFix: 'Remove one of the two activations, or replace one if you meant another function.',
  ignoreWhen:
    'You are reproducing a published network layer by layer. The second activation costs a little time and changes nothing.',

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
          message: `the ${name} in "${node.name}" has no effect after ${earlier}`,
          hint: 'remove one of the two',
          related: [{ message: `the ${earlier} is here`, path: source.written('function') }],
        },
      ];
    });
  },
});
