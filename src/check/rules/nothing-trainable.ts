import { defineRule, knownLayers } from './rule';

export const nothingTrainable = defineRule({
  code: 'policy/nothing-trainable',
  severity: 'warning',
  law: 'At least one block with weights is trainable.',
  why: 'With `trainable: false` everywhere, training could not change any weight, so it refuses to start.',
  howToFix: 'Remove `trainable: false` from the blocks that should learn, for example from the last one.',
  ignoreWhen: 'The network is never trained, only evaluated, exported or used for prediction.',

  check: (context) => {
    const weights = knownLayers(context)?.flatMap((layer) => layer.weights) ?? [];
    if (weights.length === 0 || weights.some(({ trainable }) => trainable)) return [];
    return [
      {
        path: ['blocks'],
        at: 'key',
        message: 'every block with weights is frozen: there is nothing to train',
        hint: 'remove trainable: false from the blocks that should learn, such as the last one',
      },
    ];
  },
});
