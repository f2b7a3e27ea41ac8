import { defineRule } from './rule';
import { lossPath, scoreLayer } from './score-layer';

export const slowLoss = defineRule({
  code: 'policy/slow-loss',
  severity: 'note',
  law: 'The loss has a useful gradient where the network is confidently wrong.',
  why: 'Softmax and sigmoid are flat where the network is confidently wrong. A cross-entropy makes up for that, mean squared error does not: training hardly moves on exactly the images that it should learn from.',
  howToFix: 'Use a cross-entropy to classify.',
  ignoreWhen:
    'You want the Brier score on purpose: mean squared error of probabilities is bounded, so wrongly labelled images pull less on the network than with a cross-entropy.',

  check: (context) => {
    const { activation, loss } = scoreLayer(context) ?? {};
    if (loss !== 'meanSquaredError' || (activation !== 'softmax' && activation !== 'sigmoid')) return [];
    return [
      {
        path: lossPath(context.spec),
        message: `meanSquaredError behind ${activation} learns slowly from images that are surely wrong: their gradient vanishes`,
        hint: `write loss: ${activation === 'softmax' ? 'categoricalCrossentropy' : 'binaryCrossentropy'}`,
      },
    ];
  },
});
