import type { SlabRole } from '../../layers/description';

/** Colours of a diagram; `auto` follows the reader's system. */
export type DiagramTheme = 'light' | 'dark' | 'auto';

interface Palette {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  /** The outlines of slabs. */
  readonly edge: string;
  readonly frame: string;
  readonly frameLine: string;
  readonly bar: string;
  readonly slabs: Readonly<Record<SlabRole, string>>;
}

const light: Palette = {
  background: '#ffffff',
  text: '#1f2328',
  muted: '#59636e',
  line: '#6e7781',
  edge: '#2b3440',
  frame: '#f3f5f8',
  frameLine: '#c5ced8',
  bar: '#ffffff',
  slabs: {
    input: '#e4e7eb',
    conv: '#8dbbe8',
    depthwise: '#86d3c1',
    pool: '#f4a98a',
    resize: '#cdb8ea',
    flat: '#ded6c4',
    dense: '#f2cf6b',
  },
};

const dark: Palette = {
  background: '#0d1117',
  text: '#e6edf3',
  muted: '#9ea7b3',
  line: '#8b949e',
  edge: '#c9d1d9',
  frame: '#161c25',
  frameLine: '#3d4652',
  bar: '#0d1117',
  slabs: {
    input: '#59626e',
    conv: '#3f7ab8',
    depthwise: '#2d8b78',
    pool: '#b7603c',
    resize: '#7b62b3',
    flat: '#716a5a',
    dense: '#a5821d',
  },
};

/** The legend's text for each color, in order. */
export const legend: Readonly<Record<SlabRole, string>> = {
  input: 'input',
  conv: 'convolution',
  depthwise: 'depthwise convolution',
  pool: 'pool',
  resize: 'upsampling',
  flat: 'flatten, reshape',
  dense: 'dense',
};

/** The style sheet of a diagram. `auto` is dark if the reader's system is dark, otherwise light. */
export function styleSheet(theme: DiagramTheme): string {
  if (theme !== 'auto') return `${typography}${colours(theme === 'dark' ? dark : light)}`;
  return `${typography}${colours(light)}@media (prefers-color-scheme:dark){${colours(dark)}}`;
}

const typography = [
  "text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-size:10.5px}",
  '.name{font-size:11px;font-weight:bold}',
  '.heading{font-size:15px;font-weight:bold}',
  '.in-bar{font-size:10px}',
  '.slab,.bar,.merge,.swatch{stroke-width:.8;stroke-linejoin:round}',
  '.side{fill:#000;fill-opacity:.16}.top{fill:#fff;fill-opacity:.3}',
  '.side,.top{stroke-width:.8;stroke-linejoin:round}',
  '.edge,.sign{fill:none;stroke-width:1.2}',
].join('');

function colours({ background, text, muted, line, edge, frame, frameLine, bar, slabs }: Palette): string {
  return [
    `.background{fill:${background}}`,
    `text{fill:${text}}`,
    `.shape,.muted{fill:${muted}}`,
    `.edge,.sign{stroke:${line}}`,
    `.arrow{fill:${line}}`,
    `.frame{fill:${frame};stroke:${frameLine}}`,
    `.bar,.merge{fill:${bar};stroke:${line}}`,
    `.slab,.side,.top,.swatch{stroke:${edge}}`,
    ...Object.entries(slabs).map(([role, fill]) => `.${role}{fill:${fill}}`),
  ].join('');
}
