import { diagnose } from '../../base/diagnostics/diagnostic';
import type { Layer } from '../../layers/layer';
import { type Pair, type Shape, shapeText } from '../../layers/shapes';

import type { Window } from '../../layers/window';
import type { Rule, RuleContext } from './rule';
import { writtenOrShort } from './rule';

const axes = ['row', 'column'] as const;

/** A stride and a size that fit the input read all of it: without padding, the last window ends where the input does. */
export const droppedRows: Rule = (context) =>
  windows(context).flatMap(({ node, window, input, output }) => {
    if (window.padding === 'same') return [];
    const left = axes.map((_, axis) => at(input, axis) - reach(window, axis, at(output, axis)));
    if (left.every((count) => count === 0)) return [];
    const words = axes.flatMap((word, axis) => {
      const count = at(left, axis);
      return count === 0 ? [] : [count === 1 ? `the last ${word}` : `the last ${count} ${word}s`];
    });
    const read = axes.map((_, axis) => at(input, axis) - at(left, axis));
    return [
      diagnose(context.spec.document, 'regularity/dropped-rows', {
        path: writtenOrShort(context.spec.document, node.written('stride')),
        message: `${node.layer.kind} "${node.block}" never reads ${words.join(' and ')} of its input ${shapeText(input)}`,
        hint: `give it an input of ${shapeText(read)}, or write padding: same`,
      }),
    ];
  });

/** Windows meet: a stride is at most as long as its window, or values between two windows are never read. */
export const skippedRows: Rule = (context) =>
  windows(context).flatMap(({ node, window, output }) => {
    const gaps = axes.filter(
      (_, axis) =>
        at(window.size, axis) > 1 && at(window.stride, axis) > span(window, axis) && at(output, axis) > 1,
    );
    if (gaps.length === 0) return [];
    const word = 'kernel' in node.layer.config ? 'kernel' : 'size';
    return [
      diagnose(context.spec.document, 'regularity/skipped-rows', {
        path: writtenOrShort(context.spec.document, node.written('stride')),
        message: `${node.layer.kind} "${node.block}" skips ${gaps.map((gap) => `${gap}s`).join(' and ')} between its windows: stride ${shapeText(window.stride)} is larger than ${word} ${shapeText(window.size)}`,
        hint: `use a stride of at most the ${word}`,
      }),
    ];
  });

/** A pool does something. */
export const idlePool: Rule = ({ spec: { document }, graph }) =>
  graph.nodes.flatMap((node) => {
    const { layer } = node;
    if (layer?.kind !== 'maxPool2d' && layer?.kind !== 'averagePool2d') return [];
    const { size, stride } = layer.config;
    if (![...size, ...stride].every((value) => value === 1)) return [];
    const path = writtenOrShort(document, node.written('size'));
    const short = path.at(-1) === 'pool' && document.has(path);
    return [
      diagnose(document, 'regularity/idle-pool', {
        path,
        message: `${layer.kind} "${node.block}" does nothing: its window is a single value`,
        hint: short ? 'write pool: false, or leave it out' : 'use a larger size, or leave the pool out',
        suggestion: short ? { written: '1', text: 'false', certain: false } : undefined,
      }),
    ];
  });

/** Every layer whose window slides over a known input. */
function windows({ shapes }: RuleContext) {
  return [...shapes.values()].flatMap(({ node, inputShapes, outputShape }) => {
    const [input] = inputShapes;
    const window = node.layer && windowOf(node.layer);
    if (!window || !input || !node.layer) return [];
    return [{ node: { ...node, layer: node.layer }, window, input, output: outputShape }];
  });
}

function windowOf(layer: Layer): Window | null {
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'separableConv2d':
      return { ...layer.config, size: layer.config.kernel };
    case 'maxPool2d':
    case 'averagePool2d':
      return layer.config;
    default:
      return null;
  }
}

/** Rows (or columns) that one window spans, its dilation included. */
function span({ size, dilation = [1, 1] }: Window, axis: number): number {
  return at(dilation, axis) * (at(size, axis) - 1) + 1;
}

/** Rows (or columns) from the first window's start to the end of the last of `count`. */
function reach(window: Window, axis: number, count: number): number {
  return (count - 1) * at(window.stride, axis) + span(window, axis);
}

function at(sizes: Shape | Pair | readonly number[], axis: number): number {
  return sizes[axis] ?? 0;
}
