import { formatBytes, formatCount } from '../base/text/format-numbers';
import { type Align, alignRows, markdownTable } from '../base/text/table';
import { partOf } from '../check/layer-graph';
import type { ModelPlan } from '../check/model-plan';
import { short } from '../layers/description';
import { describeLayer } from '../layers/kinds';
import type { PlannedLayer } from '../layers/layer';
import { shapeText } from '../layers/shapes';
import { type BlockSummary, type LayerSummary, type PlanSummary, summarise } from './summary';

/** The depth of a summary: 1 shows blocks, 2 also their layers. */
export type SummaryDepth = 1 | 2;

/** Networks with more layers than this are shown by block by default. */
const manyLayers = 60;

export interface SummaryTable {
  /** `tiny: [8, 8, 3] → 2 classes`. */
  readonly title: string;
  readonly header: readonly string[];
  readonly aligns: readonly Align[];
  readonly rows: readonly { readonly level: 'block' | 'layer'; readonly cells: readonly string[] }[];
  /** Totals of the network: label and text. */
  readonly totals: readonly (readonly [string, string])[];
}

/**
 * The cells of a summary table. `field` and `stride` are the receptive field and its stride in input pixels, one number
 * if rows and columns are equal. The arrow names inputs other than the preceding block.
 *
 * @param depth default: 2, or 1 for networks with more than 60 layers
 */
export function summaryTable(plan: ModelPlan, depth?: SummaryDepth): SummaryTable {
  const summary = summarise(plan);
  const wanted = depth ?? (plan.layers.length > manyLayers ? 1 : 2);
  const planned = new Map(plan.layers.map((layer) => [layer.name, layer]));
  const summaries = new Map(summary.layers.map((layer) => [layer.name, layer]));
  const { params, memory } = summary;
  return {
    title: `${summary.name}: ${shapeText(summary.input)} → ${summary.classes} classes`,
    header: ['layer', 'type', 'output', 'params', 'MACs', 'memory', 'field', 'stride', ''],
    aligns: ['left', 'left', 'left', 'right', 'right', 'right', 'right', 'right', 'left'],
    rows: summary.blocks.flatMap((block, i) => {
      const layers = block.layers.flatMap((name) => planned.get(name) ?? []);
      const shown = wanted === 2 && layers.length > 1 ? layers : [];
      const type = shown.length > 0 ? '' : blockType(layers);
      const from = comesFrom(block, summary.blocks[i - 1]);
      return [
        { level: 'block' as const, cells: [block.name, type, ...figures(block), from] },
        ...shown.map((layer, at) => ({
          level: 'layer' as const,
          cells: [
            `${at === shown.length - 1 ? '└─' : '├─'} ${partOf(layer)}`,
            layerType(layer),
            ...figures(summaries.get(layer.name) as LayerSummary),
          ],
        })),
      ];
    }),
    totals: [
      [
        'parameters',
        `${formatCount(params.total)} (${formatCount(params.trainable)} trainable, ${formatCount(params.nonTrainable)} non-trainable), ${formatBytes(memory.weights)}`,
      ],
      ['MACs', `${formatCount(summary.macs)} for one image`],
      ['activations', `${formatBytes(memory.activations)} for one image${ofBatch(summary)}`],
      ['training', trainingText(summary)],
    ],
  };
}

function ofBatch({ batchSize, memory }: PlanSummary): string {
  return batchSize === 'auto' ? '' : `, ${formatBytes(memory.batchActivations)} for a batch of ${batchSize}`;
}

function trainingText({ batchSize, memory }: PlanSummary): string {
  const { training, trainingPerImage, gradients, optimizer } = memory;
  const further = batchSize === 'auto' ? `, plus ${formatBytes(trainingPerImage)} per additional image` : '';
  const parts = `with ${formatBytes(gradients)} of gradients and ${formatBytes(optimizer)} of optimizer state`;
  return `about ${formatBytes(training)}${batchSize === 'auto' ? ' for one image' : ''}, ${parts}${further}`;
}

/** The type of a block's main layer, the first with weights, and `…` if there are others. */
function blockType(layers: readonly PlannedLayer[]): string {
  const main = layers.find((layer) => layer.weights.length > 0) ?? layers[0];
  if (!main) return '';
  return layers.length > 1 ? `${layerType(main)} …` : layerType(main);
}

function layerType(layer: PlannedLayer): string {
  const frozen = layer.trainable === false && layer.weights.length > 0;
  return frozen ? `${describeLayer(layer)}, frozen` : describeLayer(layer);
}

function figures({
  outputShape,
  params,
  macs,
  activationBytes,
  receptiveField,
}: BlockSummary | LayerSummary) {
  const { size, stride } = receptiveField;
  return [
    shapeText(outputShape),
    params === 0 ? '' : formatCount(params),
    macs === 0 ? '' : formatCount(macs),
    formatBytes(activationBytes),
    size === 'whole' ? size : short(size),
    stride === null ? '' : short(stride),
  ];
}

function comesFrom({ inputs }: BlockSummary, before: BlockSummary | undefined): string {
  if (inputs.length === 0 || (inputs.length === 1 && inputs[0] === before?.name)) return '';
  return `← ${inputs.join(', ')}`;
}

/** How the summary's lines are styled on a terminal. */
type SummaryPaint = (style: 'bold' | 'dim', text: string) => string;

/** Formats the summary as a tree of blocks and layers in aligned columns, followed by totals. No trailing line break. */
export function summaryText(
  plan: ModelPlan,
  {
    depth,
    paint = (_style, text) => text,
  }: { readonly depth?: SummaryDepth | undefined; readonly paint?: SummaryPaint } = {},
): string {
  const { title, header, aligns, rows, totals } = summaryTable(plan, depth);
  const [head = '', ...lines] = alignRows([header, ...rows.map((row) => row.cells)], aligns);
  const nested = rows.some((row) => row.level === 'layer');
  const width = lines.reduce((widest, line) => Math.max(widest, line.length), head.length);
  return [
    paint('bold', title),
    '',
    paint('dim', head),
    paint('dim', '─'.repeat(width)),
    ...lines.map((line, i) => (nested && rows[i]?.level === 'block' ? paint('bold', line) : line)),
    '',
    ...alignRows(totals, ['left', 'left']),
  ].join('\n');
}

/** Formats the summary as a Markdown table and a list of totals. No trailing line break. */
export function summaryMarkdown(
  plan: ModelPlan,
  { depth }: { readonly depth?: SummaryDepth | undefined } = {},
): string {
  const { title, header, aligns, rows, totals } = summaryTable(plan, depth);
  return [
    `**${title}**`,
    '',
    markdownTable([header, ...rows.map((row) => row.cells)], aligns),
    '',
    ...totals.map(([label, text]) => `- ${label}: ${text}`),
  ].join('\n');
}
