import { shapeText } from '../../layers/shapes';
import { defineRule } from './rule';
import { alongAxis, axes, reach, windowedLayers, writtenOrShort } from './windows';

export const droppedRows = defineRule({
  code: 'regularity/dropped-rows',
  severity: 'note',
  law: 'Every row and column of a layer’s input is covered by some window.',
  why: 'Without padding, the last window must end where the input ends. If it ends earlier, the remaining rows or columns are never read.',
  howToFix: 'Use `padding: same`, or choose an input size that the kernel and stride cover exactly.',
  ignoreWhen:
    'The border of the images does not matter, or you are reproducing a published network that drops these rows. On a large input, losing a row or two is negligible.',

  check: (context) =>
    windowedLayers(context).flatMap(({ node, window, input, output }) => {
      if (window.padding === 'same') return [];
      const left = axes.map(
        (_, axis) => alongAxis(input, axis) - reach(window, axis, alongAxis(output, axis)),
      );
      if (left.every((count) => count === 0)) return [];
      const words = axes.flatMap((word, axis) => {
        const count = alongAxis(left, axis);
        return count === 0 ? [] : [count === 1 ? `the last ${word}` : `the last ${count} ${word}s`];
      });
      const read = axes.map((_, axis) => alongAxis(input, axis) - alongAxis(left, axis));
      return [
        {
          path: writtenOrShort(context.spec.document, node.written('stride')),
          message: `"${node.name}" never reads ${words.join(' and ')} of its input ${shapeText(input)}`,
          hint: `use an input of ${shapeText(read)}, or set padding: same`,
        },
      ];
    }),
});
