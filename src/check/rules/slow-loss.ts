import { defineRule } from './rule';
import { lossPath, scoreLayer } from './score-layer';

export const slowLoss = defineRule({
  code: 'policy/slow-loss',
  severity: 'note',
  law: 'The loss has a useful gradient where the network is confidently wrong.',
  why: 'Softmax and sigmoid are flat where the network is confidently wrong. A cross-entropy compensates for that, but mean squared error does not: training makes almost no progress on exactly the images that it should learn from.',
  howToFix: 'Use a cross-entropy for classification.',
  ignoreWhen:
    'You want to minimize the Brier score. Mean squared error of probabilities is bounded, so mislabeled images affect the network less than with a cross-entropy.',

  check: (context) => {
    const { activation, loss } = scoreLayer(context) ?? {};
    if (loss !== 'meanSquaredError' || (activation !== 'softmax' && activation !== 'sigmoid')) return [];
    return [
      {
        path: lossPath(context.spec),
        message: `meanSquaredError after ${activation} learns slowly from confidently misclassified images: their gradients vanish`,
        hint: `use loss: ${activation === 'softmax' ? 'categoricalCrossentropy' : 'binaryCrossentropy'}`,
      },
    ];
  },
});
