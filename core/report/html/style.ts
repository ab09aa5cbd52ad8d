import { ARM_COLORS, paletteIndex, repeatsColor } from '../../palette/arm-palette.ts';

/**
 * The report's look: one column like a paper, figures and tables the full width. Colours are the lab's. Screens follow
 * the reader's light or dark; paper is always light and shows the vector figures.
 */

const LIGHT = `
  color-scheme: light;
  --page: #fff; --text: #1a1b22; --text-secondary: #474956; --text-muted: #676976;
  --surface: #ffffff; --sunken: #f7f7f9; --border: #e4e5ea; --rule: #1a1b22; --link: #3f4cc4; --warning: #8a5a00;
  --chart-grid: #ecedf1; --chart-axis: #b9bbc6;
  --tooltip-surface: #1f2029; --tooltip-text: #f5f5f8; --tooltip-text-muted: #b4b6c3;${armTokens('light')}`;

const DARK = `
  color-scheme: dark;
  --page: #131419; --text: #ececf1; --text-secondary: #bcbecb; --text-muted: #9092a1;
  --surface: #131419; --sunken: #1b1c23; --border: #262832; --rule: #bcbecb; --link: #a5adff; --warning: #e3b155;
  --chart-grid: #22242d; --chart-axis: #4a4d5b;
  --tooltip-surface: #2b2d38; --tooltip-text: #f5f5f8; --tooltip-text-muted: #b4b6c3;${armTokens('dark')}`;

function armTokens(theme: keyof typeof ARM_COLORS): string {
  return ARM_COLORS[theme].map((color, index) => `\n  --series-${index}: ${color};`).join('');
}

function armRules(armCount: number): string {
  return Array.from({ length: armCount }, (_, arm) => {
    const dash = repeatsColor(arm) ? ` .line.arm-${arm} { stroke-dasharray: 5 4; }` : '';
    return `.arm-${arm} { --arm: var(--series-${paletteIndex(arm)}); }${dash}`;
  }).join('\n');
}

export function reportStyle(armCount: number): string {
  return `
:root {${LIGHT}
  --font: -apple-system, 'Segoe UI', Inter, Roboto, Cantarell, Ubuntu, 'Noto Sans', 'Liberation Sans', sans-serif;
  --serif: Charter, 'Bitstream Charter', 'Iowan Old Style', 'Source Serif 4', 'Noto Serif', C059, Georgia, 'Liberation Serif', serif;
  --mono: ui-monospace, 'SF Mono', Consolas, 'Noto Sans Mono', 'Liberation Mono', monospace;
}
@media screen and (prefers-color-scheme: dark) { :root {${DARK} } }
* { box-sizing: border-box; }
html { background: var(--page); -webkit-text-size-adjust: 100%; }
body { max-width: 960px; margin: 0 auto; padding: 56px 40px 72px; color: var(--text); font: 14px/1.5 var(--font); }
header { padding-bottom: 22px; border-bottom: 2px solid var(--rule); }
h1 { margin: 0 0 8px; font: 600 32px/1.2 var(--serif); letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { margin: 44px 0 14px; font: 600 20px/1.3 var(--serif); }
h3 { margin: 0 0 2px; font: 600 14px/1.4 var(--font); overflow-wrap: anywhere; }
p { margin: 0 0 10px; max-width: 74ch; }
a { color: var(--link); }
.byline { margin: 0; color: var(--text-muted); font-variant-numeric: tabular-nums; }
.description { margin: 12px 0 0; font: 16px/1.55 var(--serif); color: var(--text-secondary); max-width: 74ch; overflow-wrap: anywhere; }
.lead { font: 17px/1.6 var(--serif); max-width: 68ch; overflow-wrap: anywhere; }
.note { color: var(--text-muted); }
.scroll { overflow-x: auto; margin: 0 0 8px; }
table { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; border-block: 1.5px solid var(--rule); }
th, td { padding: 8px 10px; text-align: start; vertical-align: top; border-bottom: 1px solid var(--border); }
tr:last-child > * { border-bottom: 0; }
th:first-child, td:first-child { padding-inline-start: 2px; }
th:last-child, td:last-child { padding-inline-end: 2px; }
thead th { vertical-align: bottom; font-weight: 600; line-height: 1.3; color: var(--text-secondary); border-bottom: 1px solid var(--rule); }
tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 9em; }
.end { text-align: end; }
td.end { white-space: nowrap; }
.detail { display: block; margin-top: 1px; font-size: 11.5px; font-weight: 400; color: var(--text-muted); white-space: pre-line; }
td:not(.end) .detail { max-width: 34ch; overflow-wrap: anywhere; }
.warning { color: var(--warning); }
.caption { margin: 0 0 26px; max-width: 90ch; font-size: 12.5px; line-height: 1.5; color: var(--text-muted); }
.swatch { display: inline-block; width: 14px; height: 3px; margin-inline-end: 7px; border-radius: 2px; vertical-align: 0.25em; background: var(--arm); }
figure { margin: 0 0 30px; break-inside: avoid; }
figure .caption { margin: 4px 0 0; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 0 0 6px; padding: 0; list-style: none; font-size: 12.5px; color: var(--text-secondary); }
.legend li { overflow-wrap: anywhere; }
.plot { position: relative; }
.panels { display: grid; grid-template-columns: 1fr; gap: 6px 20px; }
.panels.pairs { grid-template-columns: 1fr 1fr; }
.panel { display: block; width: 100%; height: auto; overflow: visible; }
.panel text { font: 11.5px var(--font); fill: var(--text-muted); font-variant-numeric: tabular-nums; }
.panel .panel-title { font-weight: 600; fill: var(--text-secondary); }
.grid path { stroke: var(--chart-grid); stroke-width: 1; }
.axis { stroke: var(--chart-axis); stroke-width: 1; }
.line { fill: none; stroke: var(--arm); stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.line.fewer.strong { stroke-dasharray: 3 3; }
.fewer-label { font-size: 11px; fill: var(--arm); }
.line.faint { stroke-width: 0.75; opacity: 0.28; }
.band { fill: var(--arm); opacity: 0.26; }
.band.faint { opacity: 0.14; }
.dot { fill: var(--arm); }
.marker { fill: none; stroke: var(--arm); stroke-width: 2; }
${armRules(armCount)}
.live { display: none; position: absolute; inset: 0; }
.live canvas { position: absolute; inset: 0; }
.tools { display: none; float: inline-end; gap: 6px; align-items: center; font-size: 12px; color: var(--text-muted); }
.tools button { padding: 2px 9px; border: 1px solid var(--border); border-radius: 6px; background: var(--surface); color: var(--text-secondary); font: inherit; cursor: pointer; }
.tools button:hover { background: var(--sunken); }
.tools button[aria-pressed='true'] { border-color: var(--text-muted); color: var(--text); background: var(--sunken); }
@media screen {
  .is-live .live { display: block; }
  .is-live .tools { display: flex; }
  .is-live .panel { visibility: hidden; }
}
dl { display: grid; grid-template-columns: max-content 1fr; gap: 5px 22px; margin: 0 0 8px; }
dt { color: var(--text-muted); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
pre { margin: 0 0 14px; padding: 12px 14px; overflow: auto; border: 1px solid var(--border); border-radius: 6px; background: var(--sunken); font: 12.5px/1.5 var(--mono); tab-size: 2; }
.files { margin: 0 0 14px; padding: 0; list-style: none; }
.files > li { padding: 6px 0; border-bottom: 1px solid var(--border); overflow-wrap: anywhere; }
.files a { font-weight: 500; }
.files .detail { display: inline; margin-inline-start: 10px; }
details { margin-top: 4px; }
summary { width: max-content; color: var(--text-muted); font-size: 12.5px; cursor: pointer; }
details pre { margin: 8px 0 4px; max-height: 320px; }
footer { margin-top: 48px; padding-top: 14px; border-top: 1px solid var(--border); font-size: 12.5px; color: var(--text-muted); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
@media screen and (max-width: 720px) {
  body { padding: 28px 18px 48px; }
  .panels.pairs { grid-template-columns: 1fr; }
}
@page { size: A4; margin: 16mm 15mm 18mm; }
@media print {
  :root { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 10.5px; }
  h1 { font-size: 24px; }
  h2 { margin-top: 24px; font-size: 15px; break-after: avoid; }
  h3 { font-size: 11.5px; break-after: avoid; }
  .lead { font-size: 12px; line-height: 1.5; max-width: none; }
  .description { font-size: 11.5px; }
  table { font-size: 9.5px; }
  th, td { padding: 5px 5px; }
  tbody th { min-width: 9em; }
  .scroll { overflow: visible; }
  .caption, .detail { font-size: 9px; }
  figure { margin-bottom: 18px; }
  section > p:not(.caption), .scroll { break-after: avoid; }
  tr, .files > li { break-inside: avoid; }
  thead { display: table-header-group; }
  pre { font-size: 9px; white-space: pre-wrap; overflow-wrap: anywhere; }
  details { display: none; }
  a { color: inherit; text-decoration: none; }
}`;
}
