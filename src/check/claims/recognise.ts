import type { Path } from '../../base/source/located-document';
import { formatCount } from '../../base/text/format-numbers';
import type { ClaimedCount } from '../../language/claims';
import { shapeText, sizeOf } from '../../layers/shapes';
import type { CheckedNode, CheckedShapes } from '../check-shapes';

/** What a number turns out to be, and where. */
export interface Recognised {
  readonly message: string;
  readonly path: Path;
}

/**
 * Finds what a claimed number really counts in this network: weights of a layer, values of an output, window sizes.
 * Small numbers are everywhere and mean nothing, so they are not looked up.
 */
export function recognise(claimed: ClaimedCount, shapes: CheckedShapes): Recognised[] {
  if (claimed.value < 100) return [];
  for (const checked of shapes.values()) {
    const found = whatOf(claimed.value, checked);
    const text = claimed.text === undefined ? '' : ` = ${claimed.text}`;
    if (found !== null)
      return [{ message: `${formatCount(claimed.value)}${text} ${found}`, path: checked.node.path }];
  }
  return [];
}

function whatOf(value: number, { node, weights, outputShape, macs }: CheckedNode): string | null {
  for (const weight of weights) {
    if (sizeOf(weight.shape) === value && weight.shape.length > 1) {
      return `is the number of ${weight.name} weights of "${node.block}" (${weight.shape.join('×')})`;
    }
  }
  if (weights.length > 1 && weights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0) === value) {
    return `is the number of parameters of "${node.block}", biases included`;
  }
  if (sizeOf(outputShape) === value)
    return `is the number of values that "${node.name}" yields, ${shapeText(outputShape)}`;
  return macs === value ? `is the number of multiply-adds of "${node.block}"` : null;
}
