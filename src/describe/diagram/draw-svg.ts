import { escapeXml } from '../../base/text/escape';
import { type SlabRole, slabRoles } from '../../layers/description';
import { describeLayer } from '../../layers/kinds';
import { arrowHead, at, rounded, withoutDetours } from './edge-path';
import { type Bar, fontSizes, type Label, type Merge, type Slab, shapeText } from './figure';
import type { Placed, PlacedEdge, PlacedFigure, PlacedFrame } from './placed';
import { fitText, textWidth } from './text-width';
import { type DiagramTheme, legend, styleSheet } from './theme';
import { decimal, element } from './xml';

/** The text above the drawing, and its description for screen readers. */
export interface Captions {
  readonly heading: string;
  readonly subheading: string;
  readonly description: string;
}

const margin = 16;
const headerHeight = 44;
const legendHeight = 30;
const swatch = 10;

/** Writes the drawing as a standalone document. Its bytes depend only on the arguments. */
export function drawSvg(placed: Placed, captions: Captions, theme: DiagramTheme): string {
  const used = new Set(placed.figures.flatMap(({ figure }) => figure.slabs.map(({ role }) => role)));
  const entries = slabRoles.filter((role) => used.has(role));
  const legendWidth = entries.reduce((sum, role) => sum + legendEntryWidth(role), 0);
  const content = Math.max(placed.width, legendWidth, textWidth(captions.subheading, 11), 240);
  const width = Math.ceil(content + 2 * margin);
  const height = Math.ceil(placed.height + headerHeight + legendHeight + 2 * margin);
  const left = margin + (content - placed.width) / 2;
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': captions.description,
    },
    `\n${element('title', {}, escapeXml(captions.description))}`,
    `\n${element('style', {}, styleSheet(theme))}`,
    `\n${element('rect', { class: 'background', width, height })}`,
    `\n${text(margin, margin + 14, fitText(captions.heading, content, 15, 'bold'), 'heading')}`,
    `\n${text(margin, margin + 31, captions.subheading, 'muted')}`,
    `\n${element('g', { transform: `translate(${decimal(left)} ${margin + headerHeight})` }, drawing(placed), '\n')}`,
    drawLegend(entries, height - margin),
    '\n',
  )}\n`;
}

function drawing({ frames, edges, figures }: Placed): string {
  const outerFirst = [...frames].sort((a, b) => a.depth - b.depth);
  return [...outerFirst.map(drawFrame), ...edges.map(drawEdge), ...figures.map(drawFigure)]
    .map((drawn) => `\n${drawn}`)
    .join('');
}

function drawFrame({ x, y, width, height, title, titleLeft, name }: PlacedFrame): string {
  const shown = fitText(title, x + width - titleLeft, fontSizes.does);
  return element(
    'g',
    { 'data-frame': name },
    element('rect', { class: 'frame', x, y, width, height, rx: 6 }),
    text(titleLeft, y + 15, shown, 'muted'),
  );
}

function drawEdge({ points, arrow }: PlacedEdge): string {
  const path = withoutDetours(points);
  const tip = path.at(-1);
  const before = path.at(-2);
  if (!tip || !before) return '';
  const line = element('path', { class: 'edge', d: rounded(path) });
  return arrow ? line + element('path', { class: 'arrow', d: arrowHead(before, tip) }) : line;
}

function drawFigure({ node, figure, x, y }: PlacedFigure): string {
  const layers = node.layers.map((layer) => `${describeLayer(layer)} → ${shapeText(layer.outputShape)}`);
  return element(
    'g',
    { 'data-node': node.name, transform: `translate(${decimal(x)} ${decimal(y)})` },
    element('title', {}, escapeXml(`${node.name}: ${layers.join(', ')}`)),
    ...figure.slabs.map(drawSlab),
    ...figure.bars.map(drawBar),
    ...figure.merges.map(drawMerge),
    ...figure.labels.map(drawLabel),
  );
}

/** Draws the front, then the shaded right side and the light top. */
function drawSlab({ x, y, width, height, depth, role }: Slab): string {
  const [right, bottom] = [x + width, y + height];
  const [frontRight, frontTop] = [right - depth, y + depth];
  const side = `M${at({ x: frontRight, y: frontTop })}L${at({ x: right, y })}V${decimal(bottom - depth)}L${at({ x: frontRight, y: bottom })}Z`;
  const top = `M${at({ x, y: frontTop })}L${at({ x: x + depth, y })}H${decimal(right)}L${at({ x: frontRight, y: frontTop })}Z`;
  const outline = `M${at({ x, y: frontTop })}L${at({ x: x + depth, y })}H${decimal(right)}V${decimal(bottom - depth)}L${at({ x: frontRight, y: bottom })}H${decimal(x)}Z`;
  return [
    element('path', { class: `slab ${role}`, d: outline }),
    element('path', { class: 'side', d: side }),
    element('path', { class: 'top', d: top }),
  ].join('');
}

function drawBar({ x, y, width, height, text: words, upright }: Bar): string {
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  const place = upright
    ? { transform: `translate(${decimal(middleX + 3.5)} ${decimal(middleY)}) rotate(-90)` }
    : { x: middleX, y: middleY + 3.5 };
  return (
    element('rect', { class: 'bar', x, y, width, height, rx: 4 }) +
    element('text', { class: 'in-bar', 'text-anchor': 'middle', ...place }, escapeXml(words))
  );
}

function drawMerge({ center, radius, role }: Merge): string {
  const { x, y } = center;
  const arm = radius * 0.5;
  const slant = arm * Math.SQRT1_2 * 1.1;
  const signs = {
    sum: `M${at({ x: x - arm, y })}h${decimal(2 * arm)}M${at({ x, y: y - arm })}v${decimal(2 * arm)}`,
    product: `M${at({ x: x - slant, y: y - slant })}l${decimal(2 * slant)} ${decimal(2 * slant)}M${at({ x: x - slant, y: y + slant })}l${decimal(2 * slant)} ${decimal(-2 * slant)}`,
    concatenation: `M${at({ x: x - arm / 2, y: y - arm })}v${decimal(2 * arm)}M${at({ x: x + arm / 2, y: y - arm })}v${decimal(2 * arm)}`,
  };
  return (
    element('circle', { class: 'merge', cx: x, cy: y, r: radius }) +
    element('path', { class: 'sign', d: signs[role] })
  );
}

function drawLabel({ x, y, text: words, style, anchor }: Label): string {
  return element(
    'text',
    { class: style, x, y, 'text-anchor': anchor === 'middle' ? 'middle' : undefined },
    escapeXml(words),
  );
}

function legendEntryWidth(role: SlabRole): number {
  return swatch + 5 + textWidth(legend[role], fontSizes.does) + 14;
}

function drawLegend(entries: readonly SlabRole[], bottom: number): string {
  let x = margin;
  return entries
    .map((role) => {
      const square = { x, y: bottom - swatch, width: swatch, height: swatch, rx: 2 };
      const drawn = `\n${element('rect', { class: `swatch ${role}`, ...square })}${text(x + swatch + 5, bottom - 1, legend[role], 'muted')}`;
      x += legendEntryWidth(role);
      return drawn;
    })
    .join('');
}

function text(x: number, y: number, words: string, style: string): string {
  return element('text', { class: style, x, y }, escapeXml(words));
}
