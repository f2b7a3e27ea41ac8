import type { Finding } from '../../base/diagnostics/diagnostic';
import type { ModelSpec } from '../../language/model-spec';
import { valueAt } from '../../language/report-issues';
import { isOf } from './look-back';
import { defineRule } from './rule';
import { lossPath, type ScoreLayer, scoreLayer } from './score-layer';

/** What the losses that take probabilities expect at the end; the first activation is the one to advise. */
const fitting: Readonly<
  Record<string, { readonly takes: string; readonly activations: readonly [string, ...string[]] }>
> = {
  categoricalCrossentropy: { takes: 'probabilities that add up to 1', activations: ['softmax'] },
  binaryCrossentropy: {
    takes: 'a probability for each class',
    activations: ['sigmoid', 'hardSigmoid', 'softmax'],
  },
};

/** Only softmax (classes that exclude each other) and sigmoid (each class by itself) yield probabilities. */
export const lossActivation = defineRule({
  code: 'policy/loss-activation',
  severity: 'warning',
  law: 'The last activation yields what the loss expects: probabilities, for a cross-entropy.',
  why: 'A cross-entropy takes the logarithm of probabilities. For any other values the loss is meaningless or NaN, and the network trains badly or not at all.',
  howToFix:
    'End the network with softmax for categorical cross-entropy, or with sigmoid for binary cross-entropy, or choose a loss that fits.',
  ignoreWhen:
    'You are reproducing a published setup, such as binary cross-entropy over a softmax, and accept how it trains.',

  check: (context) => {
    const { spec } = context;
    const scores = scoreLayer(context);
    if (!scores) return [];
    const { node, activation, loss, classes } = scores;
    const wanted = fitting[loss];
    if (wanted && (activation === null || !wanted.activations.includes(activation)))
      return [notProbabilities(spec, `${loss} takes ${wanted.takes}`, wanted.activations[0], scores)];
    if (loss !== 'binaryCrossentropy' || activation !== 'softmax' || classes <= 2) return [];
    return [
      {
        path: lossPath(spec),
        message: `binaryCrossentropy judges each class by itself, but softmax makes the ${classes} classes share one probability`,
        hint: 'write loss: categoricalCrossentropy; for images of several classes at once, activation: sigmoid',
        related: [{ message: 'the softmax stands here', path: node.written('function') }],
      },
    ];
  },
});

function notProbabilities(
  spec: ModelSpec,
  law: string,
  advised: string,
  { node, activation }: ScoreLayer,
): Finding {
  const { document } = spec;
  const normalised = isOf(node, ['normalizes']);
  const path =
    activation !== null ? node.written('function') : node.written(normalised ? undefined : 'activation');
  const last =
    activation !== null
      ? `the network ends in activation "${activation}"`
      : `the network ends in ${node.layer?.kind} "${node.block}"${normalised ? '' : ' without an activation'}`;
  const written = valueAt(document.value, path);
  const ownWord = path[0] !== 'defaults' && path.at(-1) !== 'type' && typeof written === 'string';
  return {
    path,
    message: `${law}, but ${last}`,
    hint: `let the last block have activation: ${advised}`,
    suggestion: ownWord ? { written, text: advised, certain: false } : undefined,
    related: document.has(['training', 'loss'])
      ? [{ message: 'the loss stands here', path: lossPath(spec) }]
      : [],
  };
}
