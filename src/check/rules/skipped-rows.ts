import { shapeText } from '../../layers/shapes';
import { defineRule } from './rule';
import { alongAxis, axes, span, windowedLayers, writtenOrShort } from './windows';

/** Windows of a single value are exempt, because strided 1×1 convolutions are commonly used to subsample. */
export const skippedRows = defineRule({
  code: 'regularity/skipped-rows',
  severity: 'warning',
  law: 'A stride is at most as large as its window, so that no rows or columns are skipped between two windows.',
  why: 'Rows or columns between two windows are never read, so the layers before it spend time and memory on values that are discarded.',
  howToFix: 'Use a stride no larger than the window.',
  ignoreWhen:
    'The subsampling is intended, for example because the images have a far higher resolution than the network needs.',

  check: (context) =>
    windowedLayers(context).flatMap(({ node, window, output }) => {
      const gaps = axes.filter(
        (_, axis) =>
          alongAxis(window.size, axis) > 1 &&
          alongAxis(window.stride, axis) > span(window, axis) &&
          alongAxis(output, axis) > 1,
      );
      if (gaps.length === 0) return [];
      const word = 'kernel' in node.layer.config ? 'kernel' : 'size';
      return [
        {
          path: writtenOrShort(context.spec.document, node.written('stride')),
          message: `"${node.name}" skips ${gaps.map((gap) => `${gap}s`).join(' and ')} between its windows: stride ${shapeText(window.stride)} is larger than ${word} ${shapeText(window.size)}`,
          hint: `use a stride no larger than the ${word}`,
        },
      ];
    }),
});
