import { shapeText } from '../layers/shape-facet';
import type { ModelPlan } from './model-plan';
import { countText } from './recognise';

/** What `summary --format json` prints; shapes leave out the batch, MACs and bytes are of one image. */
export interface PlanSummary {
  readonly name: string;
  readonly input: readonly number[];
  readonly classes: number;
  readonly layers: readonly {
    readonly name: string;
    readonly type: string;
    readonly block: string;
    readonly inputs: readonly string[];
    readonly outputShape: readonly number[];
    readonly params: number;
    readonly macs: number;
  }[];
  readonly params: { readonly total: number; readonly trainable: number; readonly nonTrainable: number };
  readonly macs: number;
  readonly activationBytes: number;
  readonly weightBytes: number;
}

export function summarise(plan: ModelPlan): PlanSummary {
  const { totals } = plan;
  return {
    name: plan.name,
    input: plan.input.shape,
    classes: plan.classCount,
    layers: plan.layers.map(({ name, kind, block, inputs, outputShape, params, macs }) => ({
      name,
      type: kind,
      block,
      inputs,
      outputShape,
      params,
      macs,
    })),
    params: {
      total: totals.params,
      trainable: totals.trainableParams,
      nonTrainable: totals.nonTrainableParams,
    },
    macs: totals.macs,
    activationBytes: totals.activationBytes,
    weightBytes: totals.params * 4,
  };
}

/** The summary as a table for people. */
export function summaryText(plan: ModelPlan): string {
  const { totals } = plan;
  const rows = plan.layers.map((layer, i) => {
    const straight =
      layer.inputs.length === 0 ||
      (layer.inputs.length === 1 && layer.inputs[0] === plan.layers[i - 1]?.name);
    return [
      layer.name,
      layer.kind,
      shapeText(layer.outputShape),
      layer.params === 0 ? '' : countText(layer.params),
      layer.macs === 0 ? '' : countText(layer.macs),
      straight ? '' : `← ${layer.inputs.join(', ')}`,
    ];
  });
  const header = ['layer', 'type', 'output', 'params', 'MACs', ''];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] as string).length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 3 || column === 4
          ? cell.padStart(widths[column] as number)
          : cell.padEnd(widths[column] as number),
      )
      .join('  ')
      .trimEnd();
  return [
    `${plan.name}: ${shapeText(plan.input.shape)} → ${plan.classCount} classes`,
    '',
    line(header),
    line(widths.map((width) => '─'.repeat(width)).map((rule, i) => (i === 5 ? '' : rule))),
    ...rows.map(line),
    '',
    `parameters   ${countText(totals.params)} (${countText(totals.trainableParams)} trainable, ${countText(totals.nonTrainableParams)} not), ${bytesText(totals.params * 4)}`,
    `MACs         ${countText(totals.macs)} for one image`,
    `activations  ${bytesText(totals.activationBytes)} for one image, ${bytesText(totals.activationBytes * plan.training.batchSize)} for a batch of ${plan.training.batchSize}`,
  ].join('\n');
}

/** Bytes in decimal units, as disks are sold. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [size, unit] =
    bytes < 1_000_000 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
