import { UserError } from '../../base/diagnostics/user-error';
import { formatCount } from '../../base/text/format-numbers';
import type { ModelPlan } from '../../check/model-plan';
import { compose } from './compose';
import type { DiagramGroup } from './diagram-graph';
import { type DiagramLevel, diagramGraph } from './diagram-graph';
import { drawFigure } from './draw-figure';
import { type Captions, drawSvg } from './draw-svg';
import { type DiagramDirection, shapeText } from './figure';
import { layoutSection } from './layout-section';
import type { Placed } from './placed';
import { sectionsOf } from './sections';
import type { DiagramTheme } from './theme';

/** A diagram cannot be drawn. */
export class DiagramError extends UserError {
  override readonly name = 'DiagramError';
}

/** Options of `drawDiagram`. */
export interface DiagramOptions {
  /** Default: `auto`, which is dark if the reader's system is dark, otherwise light. */
  readonly theme?: DiagramTheme;
  /** The direction of the network. Default: `right`. */
  readonly direction?: DiagramDirection;
  /** Whether to draw a figure per block of the author, or per layer. Default: `blocks`. */
  readonly level?: DiagramLevel;
  /** Groups of blocks to draw frames around: the uses of templates. Default: none. */
  readonly groups?: readonly DiagramGroup[];
}

/** The maximum number of figures; a larger diagram would be unreadable. */
const maxFigures = 2000;

/**
 * Draws the network as an SVG document. Feature maps are slabs: their height shows the rows, their depth the columns
 * and their width the channels, and the label gives the operation and the shape. Branches and skips are edges. The same
 * plan and options give the same bytes.
 *
 * @throws DiagramError when the network has more than 2000 blocks or layers
 * @example
 * const { plan, groups } = await buildFromSpec('specs/resnet-18.yaml');
 * await writeFile('resnet-18.svg', await drawDiagram(plan, { groups, theme: 'light' }));
 */
export async function drawDiagram(plan: ModelPlan, options: DiagramOptions = {}): Promise<string> {
  const placed = await layOutDiagram(plan, options);
  return drawSvg(placed, captionsOf(plan), options.theme ?? 'auto');
}

/** Computes the position of everything in the diagram of a plan. */
async function layOutDiagram(
  plan: ModelPlan,
  { direction = 'right', level = 'blocks', groups = [] }: DiagramOptions,
): Promise<Placed> {
  const graph = diagramGraph(plan, level, groups);
  if (graph.nodes.length > maxFigures)
    throw new DiagramError(
      `the network has ${formatCount(graph.nodes.length)} ${level}, but at most ${formatCount(maxFigures)} can be drawn`,
      level === 'layers'
        ? 'draw blocks instead: --level blocks'
        : 'print a summary instead: convspec summary',
    );
  const spatial = plan.layers.flatMap(({ outputShape }) =>
    outputShape.length > 1 ? outputShape.slice(0, 2) : [],
  );
  const largest = Math.max(1, ...spatial);
  const { sections, frames } = sectionsOf(graph);
  // Imported here because it is 1.5 MB that nothing else needs.
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  const elk = new Elk();
  const laidOut = [];
  for (const section of sections)
    laidOut.push(
      await layoutSection(elk, section, (node) => drawFigure(node, direction, largest), direction),
    );
  return compose(laidOut, frames, direction);
}

function captionsOf({ name, input, classCount, totals, layers }: ModelPlan): Captions {
  const shape = shapeText(input.shape);
  const blocks = new Set(layers.map(({ block }) => block)).size - 1;
  const classes = `${formatCount(classCount)} classes`;
  const params = `${formatCount(totals.params)} parameters`;
  return {
    heading: name,
    subheading: `${shape} → ${classes} · ${params} · ${formatCount(totals.macs)} MACs`,
    description: `${name}: a network of ${formatCount(blocks)} blocks from ${shape} to ${classes}, ${params}`,
  };
}
