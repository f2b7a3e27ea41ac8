import { shapeText } from '../../layers/shapes';
import { defineRule } from './rule';
import { alongAxis, axes, span, windowedLayers, writtenOrShort } from './windows';

/** A window of a single value is exempt: a 1×1 convolution with a stride is a common way to subsample. */
export const skippedRows = defineRule({
  code: 'regularity/skipped-rows',
  severity: 'warning',
  law: 'A stride is at most as large as its window, so that no rows or columns are skipped between two windows.',
  why: 'Rows or columns between two windows are never read: the layers before spend time and memory on values that are thrown away.',
  howToFix: 'Use a stride of at most the size of the window.',
  ignoreWhen:
    'The subsampling is intended, for example on images with far more resolution than the network needs.',

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
          message: `${node.layer.kind} "${node.block}" skips ${gaps.map((gap) => `${gap}s`).join(' and ')} between its windows: stride ${shapeText(window.stride)} is larger than ${word} ${shapeText(window.size)}`,
          hint: `use a stride of at most the ${word}`,
        },
      ];
    }),
});
