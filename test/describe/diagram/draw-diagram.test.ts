import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { templateGroups } from '../../../src/describe/diagram/diagram-graph';
import { drawDiagram } from '../../../src/describe/diagram/draw-diagram';
import { checkFile, checkText } from '../../support/check-file';
import { specText } from '../../support/spec-text';
import { readDrawing } from './read-drawing';

const tiny = specText({
  blocks: [
    'blocks:',
    '  - { name: conv1, type: conv, filters: 8, kernel: 3, stride: 2, activation: relu, pool: 2 }',
    '  - { type: globalAveragePool }',
    '  - { name: output, type: dense, units: classes, activation: softmax }',
  ].join('\n'),
});

describe('drawDiagram', () => {
  it('draws slabs, labels and edges', async () => {
    expect(await drawDiagram(planOf(tiny), { theme: 'light' })).toMatchInlineSnapshot(`
      "<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 412 289" width="412" height="289" role="img" aria-label="net: a network of 3 blocks from 32×32×3 to 10 classes, 314 parameters">
      <title>net: a network of 3 blocks from 32×32×3 to 10 classes, 314 parameters</title>
      <style>text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-size:10.5px}.name{font-size:11px;font-weight:bold}.heading{font-size:15px;font-weight:bold}.in-bar{font-size:10px}.slab,.bar,.merge,.swatch{stroke-width:.8;stroke-linejoin:round}.side{fill:#000;fill-opacity:.16}.top{fill:#fff;fill-opacity:.3}.side,.top{stroke-width:.8;stroke-linejoin:round}.edge,.sign{fill:none;stroke-width:1.2}.background{fill:#ffffff}text{fill:#1f2328}.shape,.muted{fill:#59636e}.edge,.sign{stroke:#6e7781}.arrow{fill:#6e7781}.frame{fill:#f3f5f8;stroke:#c5ced8}.bar,.merge{fill:#ffffff;stroke:#6e7781}.slab,.side,.top,.swatch{stroke:#2b3440}.input{fill:#e4e7eb}.conv{fill:#8dbbe8}.depthwise{fill:#86d3c1}.pool{fill:#f4a98a}.resize{fill:#cdb8ea}.flat{fill:#ded6c4}.dense{fill:#f2cf6b}</style>
      <rect class="background" width="412" height="289"/>
      <text class="heading" x="16" y="30">net</text>
      <text class="muted" x="16" y="47">32×32×3 → 10 classes · 314 parameters · 48,680 MACs</text>
      <g transform="translate(16 60)">
      <path class="edge" d="M31 68L73 68"/><path class="arrow" d="M73 68L67 65L67 71Z"/>
      <path class="edge" d="M125 68L210 68"/><path class="arrow" d="M210 68L204 65L204 71Z"/>
      <path class="edge" d="M220 68L332 68"/><path class="arrow" d="M332 68L326 65L326 71Z"/>
      <g data-node="input" transform="translate(0 0)"><title>input: input → 32×32×3</title><path class="slab input" d="M7 28L35 0H45V108L17 136H7Z"/><path class="side" d="M17 28L45 0V108L17 136Z"/><path class="top" d="M7 28L35 0H45L17 28Z"/><text class="name" x="26" y="151" text-anchor="middle">input</text><text class="shape" x="26" y="164" text-anchor="middle">32×32×3</text></g>
      <g data-node="conv1" transform="translate(68 23)"><title>conv1: conv2d 3×3 /2 → 15×15×8, relu → 15×15×8, maxPool2d 2×2 /2 → 7×7×8</title><path class="slab conv" d="M5 18L23 0H35V72L17 90H5Z"/><path class="side" d="M17 18L35 0V72L17 90Z"/><path class="top" d="M5 18L23 0H35L17 18Z"/><path class="slab pool" d="M39 26L51 14H63V64L51 76H39Z"/><path class="side" d="M51 26L63 14V64L51 76Z"/><path class="top" d="M39 26L51 14H63L51 26Z"/><text class="name" x="34" y="105" text-anchor="middle">conv1</text><text class="does" x="34" y="118" text-anchor="middle">3×3, 8, /2</text><text class="shape" x="34" y="131" text-anchor="middle">15×15×8</text><text class="does" x="34" y="144" text-anchor="middle">max 2×2, /2</text><text class="shape" x="34" y="157" text-anchor="middle">7×7×8</text></g>
      <g data-node="globalAveragePool1" transform="translate(152 46)"><title>globalAveragePool1: globalAveragePool2d → 8</title><path class="slab pool" d="M58 4L62 0H70V40L66 44H58Z"/><path class="side" d="M66 4L70 0V40L66 44Z"/><path class="top" d="M58 4L62 0H70L66 4Z"/><text class="name" x="64" y="59" text-anchor="middle">globalAveragePool1</text><text class="does" x="64" y="72" text-anchor="middle">global mean</text><text class="shape" x="64" y="85" text-anchor="middle">8</text></g>
      <g data-node="output" transform="translate(296 44)"><title>output: dense → 10, softmax → 10</title><path class="slab dense" d="M36 4L40 0H48V44L44 48H36Z"/><path class="side" d="M44 4L48 0V44L44 48Z"/><path class="top" d="M36 4L40 0H48L44 4Z"/><text class="name" x="42" y="63" text-anchor="middle">output</text><text class="does" x="42" y="76" text-anchor="middle">dense, softmax</text><text class="shape" x="42" y="89" text-anchor="middle">10</text></g>
      </g>
      <rect class="swatch input" x="16" y="263" width="10" height="10" rx="2"/><text class="muted" x="31" y="272">input</text>
      <rect class="swatch conv" x="72.83" y="263" width="10" height="10" rx="2"/><text class="muted" x="87.83" y="272">convolution</text>
      <rect class="swatch pool" x="164.56" y="263" width="10" height="10" rx="2"/><text class="muted" x="179.56" y="272">pool</text>
      <rect class="swatch dense" x="216.66" y="263" width="10" height="10" rx="2"/><text class="muted" x="231.66" y="272">dense</text>
      </svg>
      "
    `);
  });

  it('gives the same bytes every time', async () => {
    const [first, second] = [await drawDiagram(planOf(tiny)), await drawDiagram(planOf(tiny))];
    expect(second).toBe(first);
  });

  it.each([
    { theme: 'light', light: true, dark: false, media: false },
    { theme: 'dark', light: false, dark: true, media: false },
    { theme: 'auto', light: true, dark: true, media: true },
  ] as const)('has the colours of the theme $theme', async ({ theme, light, dark, media }) => {
    const svg = await drawDiagram(planOf(tiny), { theme });
    expect({
      light: svg.includes('.background{fill:#ffffff}'),
      dark: svg.includes('.background{fill:#0d1117}'),
      media: svg.includes('@media (prefers-color-scheme:dark)'),
    }).toEqual({ light, dark, media });
  });

  it('escapes markup in names', async () => {
    const plan = { ...planOf(tiny), name: `<script>alert("1")</script>&'\u0000` };
    const svg = await drawDiagram(plan);
    expect(svg).not.toContain('<script');
    expect(svg).toContain(
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;\ufffd: a network of 3 blocks',
    );
  });

  it('cuts off the beginning of long names, with the full name in the title', async () => {
    const name = `${'a'.repeat(200)}_end`;
    const svg = await drawDiagram(planOf(tiny.replaceAll('conv1', name)));
    expect(svg).toMatch(/<text class="name"[^>]*>…a+_end<\/text>/);
    expect(svg).toContain(
      `<title>${name}: conv2d 3×3 /2 → 15×15×8, relu → 15×15×8, maxPool2d 2×2 /2 → 7×7×8</title>`,
    );
    const { page } = readDrawing(svg);
    expect(page.right).toBeLessThan(900);
  });

  it('draws larger feature maps at least as large', async () => {
    const { nodes } = readDrawing(await drawDiagram(planOf(tiny)));
    const [input, conv, pool] = [...nodes.values()]
      .flat()
      .filter(({ what }) => ['input of input', 'conv of conv1', 'pool of conv1'].includes(what))
      .map(({ top, bottom }) => bottom - top);
    expect(input).toBeGreaterThan(conv ?? 0);
    expect(conv).toBeGreaterThan(pool ?? 0);
  });

  it('draws a frame around each use of a template, and a skip around its convolutions', async () => {
    const { plan, spec } = checkText(residual);
    if (!plan || !spec) throw new Error('the spec has errors');
    const groups = templateGroups(spec);
    expect(groups).toEqual([
      { name: 'stage_1', template: 'unit', blocks: ['stage_1_conv', 'stage_1_sum'] },
      { name: 'stage_2', template: 'unit', blocks: ['stage_2_conv', 'stage_2_sum'] },
    ]);
    const framed = await drawDiagram(plan, { groups });
    expect(readDrawing(framed).frames.map(({ what }) => what)).toEqual(['stage_1', 'stage_2']);
    expect(framed).toContain('>stage_1 · unit</text>');
    expect(framed).toContain('>conv</text>');
    const bare = await drawDiagram(plan);
    expect(readDrawing(bare).frames).toEqual([]);
    expect(bare).toContain('>stage_1_conv</text>');
    // In each unit: to the convolution, to the sum and past the convolution; then to flatten and to the output.
    expect([...bare.matchAll(/class="arrow"/g)]).toHaveLength(2 * 3 + 2);
  });

  it.each(['light', 'dark'] as const)('matches the diagram in the README, %s', async (theme) => {
    const { plan } = checkFile('specs/convnet-12class.yaml');
    if (!plan) throw new Error('the spec has errors');
    const shown = readFileSync(`docs/images/convnet-12class-${theme}.svg`, 'utf8');
    expect(await drawDiagram(plan, { theme })).toBe(shown);
  });

  it('rejects a network with too many figures, with a hint', async () => {
    const repeated = specText({
      blocks: [
        'blocks:',
        '  - { type: dropout, rate: 0.1, repeat: 2000 }',
        '  - { type: flatten }',
        '  - { name: output, type: dense, units: classes, activation: softmax }',
      ].join('\n'),
    });
    await expect(drawDiagram(planOf(repeated))).rejects.toMatchObject({
      message: 'the network has 2,003 blocks, but at most 2,000 can be drawn',
      hint: 'print a summary instead: convspec summary',
    });
  });
});

const residual = specText({
  blocks: [
    'templates:',
    '  unit:',
    '    blocks:',
    '      - { name: conv, type: conv, filters: 3, kernel: 3, padding: same }',
    '      - { name: sum, type: add, from: [input, conv] }',
    'blocks:',
    '  - { name: stage, use: unit, repeat: 2 }',
    '  - { type: flatten }',
    '  - { name: output, type: dense, units: classes, activation: softmax }',
  ].join('\n'),
});

function planOf(text: string) {
  const { plan, diagnostics } = checkText(text);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}
