import type { DiagnosticInput } from '../../base/diagnostics/diagnostic';
import type { ModelSpec } from '../../language/model-spec';
import { valueAt } from '../../language/report-issues';
import { isOf } from './look-back';
import { defineRule } from './rule';
import { lossPath, type ScoreLayer, scoreLayer } from './score-layer';

/** What cross-entropy losses expect of the last layer. The first activation is the recommended one. */
const fitting: Readonly<
  Record<string, { readonly expects: string; readonly activations: readonly [string, ...string[]] }>
> = {
  categoricalCrossentropy: { expects: 'probabilities that add up to 1', activations: ['softmax'] },
  binaryCrossentropy: {
    expects: 'a probability for each class',
    activations: ['sigmoid', 'hardSigmoid', 'softmax'],
  },
};

/** Only softmax (mutually exclusive classes) and sigmoid (independent classes) output probabilities. */
export const lossActivation = defineRule({
  code: 'policy/loss-activation',
  severity: 'warning',
  law: 'The last activation outputs what the loss expects: probabilities, for a cross-entropy.',
  why: 'A cross-entropy takes the logarithm of probabilities. For any other values the loss is meaningless or NaN, and the network trains badly or not at all.',
  howToFix:
    'End the network with softmax for categorical cross-entropy, or with sigmoid for binary cross-entropy, or choose another loss.',
  ignoreWhen:
    'You are reproducing a published setup, such as binary cross-entropy with softmax, and accept how it trains.',

  check: (context) => {
    const { spec } = context;
    const scores = scoreLayer(context);
    if (!scores) return [];
    const { node, activation, loss, classes } = scores;
    const wanted = fitting[loss];
    if (wanted && (activation === null || !wanted.activations.includes(activation)))
      return [notProbabilities(spec, `${loss} expects ${wanted.expects}`, wanted.activations[0], scores)];
    if (loss !== 'binaryCrossentropy' || activation !== 'softmax' || classes <= 2) return [];
    return [
      {
        path: lossPath(spec),
        message: `binaryCrossentropy treats classes as independent, but softmax makes the probabilities of the ${classes} classes add up to 1`,
        hint: 'use loss: categoricalCrossentropy, or activation: sigmoid if an image can belong to several classes',
        related: [{ message: 'the softmax is here', path: node.written('function') }],
      },
    ];
  },
});

function notProbabilities(
  spec: ModelSpec,
  law: string,
  advised: string,
  { node, activation }: ScoreLayer,
): DiagnosticInput {
  const { document } = spec;
  const normalized = isOf(node, ['normalizes']);
  const path =
    activation !== null ? node.written('function') : node.written(normalized ? undefined : 'activation');
  const last =
    activation !== null
      ? `the network ends with activation "${activation}"`
      : `the network ends with "${node.name}"${normalized ? '' : ', which has no activation'}`;
  const written = valueAt(document.value, path);
  const ownWord = path[0] !== 'defaults' && path.at(-1) !== 'type' && typeof written === 'string';
  return {
    path,
    message: `${law}, but ${last}`,
    hint: `set activation: ${advised} in the last block`,
    suggestion: ownWord ? { written, text: advised, certain: false } : undefined,
    related: document.has(['training', 'loss'])
      ? [{ message: 'the loss is set here', path: lossPath(spec) }]
      : [],
  };
}
