/** The page's style sheet: light or dark by the reader's preference, one column on narrow screens, plain for print. */
export const style = `
:root {
  color-scheme: light dark;
  --font: system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  --page: #ffffff; --panel: #f6f7f9; --ink: #1d2433; --muted: #5b6577; --line: #dfe3ea;
  --train: #2563c9; --validation: #c2570c; --rate: #0f766e; --ideal: #8a94a6; --mark: #7c3aed;
  --right: #15803d; --wrong: #c2410c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161f; --panel: #1a202c; --ink: #e6e9f0; --muted: #a3adbf; --line: #303848;
    --train: #7aa8ff; --validation: #ffa861; --rate: #4fd1c0; --ideal: #7b869a; --mark: #bb9bff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1200px; padding: 24px; background: var(--page); color: var(--ink); font: 15px/1.5 var(--font); }
h1 { margin: 0; font-size: 26px; }
h2 { margin: 40px 0 12px; font-size: 19px; }
h3 { margin: 0 0 8px; font-size: 15px; }
p { margin: 0 0 12px; }
.muted, figcaption { color: var(--muted); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0 0; }
.facts div { background: var(--panel); border-radius: 8px; padding: 10px 14px; }
.facts dt { color: var(--muted); font-size: 13px; }
.facts dd { margin: 0; font-size: 16px; font-weight: 600; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 350px), 1fr)); gap: 20px; }
figure { margin: 0; min-width: 0; }
.chart { background: var(--panel); border-radius: 8px; padding: 14px; }
.chart > div { min-height: 300px; }
.said { min-height: 1.5em; margin: 4px 0 0; font-size: 13px; }
.uplot { font-family: var(--font); }
.u-legend { color: var(--ink); font-size: 13px; }
.u-legend th, .u-legend td { border: 0; padding: 0 4px; }
.u-hz .u-cursor-x, .u-hz .u-cursor-y { border-color: var(--muted); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); padding-bottom: 6px; }
th, td { padding: 3px 10px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; white-space: nowrap; }
thead th { color: var(--muted); font-weight: 600; vertical-align: bottom; }
td.number, th.number { text-align: right; }
td.text { white-space: normal; overflow-wrap: anywhere; }
tbody th { font-weight: 600; }
tr.layer th { font-weight: 400; padding-left: 24px; color: var(--muted); }
tfoot td, tfoot th { border-bottom: 0; color: var(--muted); font-weight: 400; }
.matrix th, .matrix td { padding: 4px 6px; }
.matrix thead th.name { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; height: 6.5em; vertical-align: top; }
.matrix td { min-width: 34px; text-align: center; border: 1px solid var(--page); background: color-mix(in srgb, var(--tone) calc(var(--share) * 70%), var(--panel)); }
.matrix td.right { --tone: var(--right); }
.matrix td.wrong { --tone: var(--wrong); background: color-mix(in srgb, var(--tone) calc(14% + var(--share) * 56%), var(--panel)); }
.matrix td.none { color: var(--muted); }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(120px, 1fr)); gap: 16px; padding: 0; list-style: none; margin: 0; }
.gallery img { display: block; width: 96px; height: 96px; object-fit: contain; background: #fff; border: 1px solid var(--line); border-radius: 6px; image-rendering: pixelated; }
.gallery figcaption { font-size: 13px; line-height: 1.35; margin-top: 4px; overflow-wrap: anywhere; }
.gallery b { color: var(--ink); font-weight: 600; }
.side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 28px; align-items: start; }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--muted); }
pre { background: var(--panel); border-radius: 8px; padding: 14px; overflow-x: auto; font-size: 13px; line-height: 1.45; }
:focus-visible { outline: 2px solid var(--train); outline-offset: 2px; }
@media print {
  body { max-width: none; padding: 0; }
  h2, figure, tr { break-inside: avoid; }
  .said { display: none; }
}
`;
