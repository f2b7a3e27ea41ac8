import { shapeText } from '../layers/shape-facet';
import { slotsPerParameter } from '../spec/training';
import { formatBytes, formatCount } from '../text/format-numbers';
import type { ModelPlan } from './model-plan';

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
    readonly activationBytes: number;
  }[];
  readonly params: { readonly total: number; readonly trainable: number; readonly nonTrainable: number };
  readonly macs: number;
  readonly activationBytes: number;
  readonly weightBytes: number;
  /** What training keeps besides weights and activations: a gradient and the optimizer's state for each trainable parameter. */
  readonly trainingBytes: { readonly gradients: number; readonly optimizer: number };
}

export function summarise(plan: ModelPlan): PlanSummary {
  const { totals } = plan;
  return {
    name: plan.name,
    input: plan.input.shape,
    classes: plan.classCount,
    layers: plan.layers.map(({ name, kind, block, inputs, outputShape, params, macs, activationBytes }) => ({
      name,
      type: kind,
      block,
      inputs,
      outputShape,
      params,
      macs,
      activationBytes,
    })),
    params: {
      total: totals.params,
      trainable: totals.trainableParams,
      nonTrainable: totals.nonTrainableParams,
    },
    macs: totals.macs,
    activationBytes: totals.activationBytes,
    weightBytes: totals.params * 4,
    trainingBytes: trainingBytes(plan),
  };
}

function trainingBytes({ totals, training: { optimizer } }: ModelPlan): PlanSummary['trainingBytes'] {
  const slots = slotsPerParameter[optimizer.type](optimizer as never);
  return { gradients: totals.trainableParams * 4, optimizer: totals.trainableParams * 4 * slots };
}

/** The summary as a table for people. */
export function summaryText(plan: ModelPlan): string {
  const { totals } = plan;
  const { gradients, optimizer } = trainingBytes(plan);
  const rows = plan.layers.map((layer, i) => {
    const straight =
      layer.inputs.length === 0 ||
      (layer.inputs.length === 1 && layer.inputs[0] === plan.layers[i - 1]?.name);
    return [
      layer.name,
      layer.kind,
      shapeText(layer.outputShape),
      layer.params === 0 ? '' : formatCount(layer.params),
      layer.macs === 0 ? '' : formatCount(layer.macs),
      formatBytes(layer.activationBytes),
      straight ? '' : `← ${layer.inputs.join(', ')}`,
    ];
  });
  const header = ['layer', 'type', 'output', 'params', 'MACs', 'memory', ''];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] as string).length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column >= 3 && column <= 5
          ? cell.padStart(widths[column] as number)
          : cell.padEnd(widths[column] as number),
      )
      .join('  ')
      .trimEnd();
  return [
    `${plan.name}: ${shapeText(plan.input.shape)} → ${plan.classCount} classes`,
    '',
    line(header),
    line(widths.map((width) => '─'.repeat(width)).map((rule, i) => (i === 6 ? '' : rule))),
    ...rows.map(line),
    '',
    `parameters   ${formatCount(totals.params)} (${formatCount(totals.trainableParams)} trainable, ${formatCount(totals.nonTrainableParams)} not), ${formatBytes(totals.params * 4)}`,
    `MACs         ${formatCount(totals.macs)} for one image`,
    `activations  ${formatBytes(totals.activationBytes)} for one image, ${formatBytes(totals.activationBytes * plan.training.batchSize)} for a batch of ${plan.training.batchSize}`,
    `training     keeps besides ${formatBytes(gradients)} of gradients and ${formatBytes(optimizer)} of optimizer state`,
  ].join('\n');
}
