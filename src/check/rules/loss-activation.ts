import { type Diagnostic, diagnose } from '../../base/diagnostics/diagnostic';
import type { Path } from '../../base/source/located-document';
import { type ModelSpec, unknown } from '../../language/model-spec';
import type { GraphNode, LayerGraph } from '../layer-graph';
import { activationOf, arranging, averaging, dropping, isOf, lookBack, normalising } from './look-back';
import { type Rule, valueAt } from './rule';

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

/**
 * The last activation yields what the loss takes: cross-entropies take logarithms of probabilities, which only softmax
 * (of classes that exclude each other) and sigmoid (of each class by itself) yield. Others train badly or to NaN.
 */
export const lossActivation: Rule = ({ spec, graph, shapes }) => {
  const { document, training, classes } = spec;
  const end = lastComputing(graph);
  const scores = graph.output === null ? undefined : shapes.get(graph.output)?.outputShape;
  if (
    training === unknown ||
    classes === unknown ||
    !end ||
    scores?.length !== 1 ||
    scores[0] !== classes.count
  )
    return [];
  const loss = training.loss.type;
  const activation = activationOf(end);
  const wanted = fitting[loss];
  if (wanted && (activation === null || !wanted.activations.includes(activation))) {
    return [notProbabilities(spec, `${loss} takes ${wanted.takes}`, wanted.activations[0], end)];
  }
  const path = lossPath(spec);
  if (loss === 'binaryCrossentropy' && activation === 'softmax' && classes.count > 2) {
    return [
      diagnose(document, 'policy/loss-activation', {
        path,
        message: `binaryCrossentropy judges each class by itself, but softmax makes the ${classes.count} classes share one probability`,
        hint: 'write loss: categoricalCrossentropy; for images of several classes at once, activation: sigmoid',
        related: [{ message: 'the softmax stands here', path: end.written('function') }],
      }),
    ];
  }
  if (loss === 'meanSquaredError' && (activation === 'softmax' || activation === 'sigmoid')) {
    return [
      diagnose(document, 'policy/slow-loss', {
        path,
        message: `meanSquaredError behind ${activation} learns slowly from images that are surely wrong: their gradient vanishes`,
        hint: `write loss: ${activation === 'softmax' ? 'categoricalCrossentropy' : 'binaryCrossentropy'}`,
      }),
    ];
  }
  return [];
};

/** The last layer that makes values of its own; `null` where it is not known to be an activation, or to be none. */
function lastComputing(graph: LayerGraph): GraphNode | null {
  const passive = [...arranging, ...averaging, ...dropping];
  const last = graph.nodes.findLast(({ name }) => name === graph.output);
  const end = isOf(last, passive) ? lookBack(graph, passive)(last) : last;
  return isOf(end, ['activation', 'dense', 'conv2d', 'separableConv2d', ...normalising]) ? end : null;
}

function notProbabilities(spec: ModelSpec, law: string, advised: string, end: GraphNode): Diagnostic {
  const { document } = spec;
  const activation = activationOf(end);
  const normalised = isOf(end, normalising);
  const path =
    activation !== null ? end.written('function') : end.written(normalised ? undefined : 'activation');
  const last =
    activation !== null
      ? `the network ends in activation "${activation}"`
      : `the network ends in ${end.layer?.kind} "${end.block}"${normalised ? '' : ' without an activation'}`;
  const written = valueAt(document, path);
  const ownWord = path[0] !== 'defaults' && path.at(-1) !== 'type' && typeof written === 'string';
  return diagnose(document, 'policy/loss-activation', {
    path,
    message: `${law}, but ${last}`,
    hint: `let the last block have activation: ${advised}`,
    suggestion: ownWord ? { written, text: advised, certain: false } : undefined,
    related: document.has(['training', 'loss'])
      ? [{ message: 'the loss stands here', path: lossPath(spec) }]
      : [],
  });
}

function lossPath({ document }: ModelSpec): Path {
  const short: Path = ['training', 'loss'];
  return document.has([...short, 'type']) ? [...short, 'type'] : short;
}
