import type { Panel, PanelLayer } from '../document/document.ts';
import { formatCount } from '../../format/number.ts';
import { formatTick, stepOfTicks } from '../../format/tick.ts';
import { markup, trusted, type Markup } from '../html/markup.ts';
import { linearScale, logarithmicScale, type AxisScale } from './axis-scale.ts';
import { bandPath, linePath } from './svg-path.ts';

export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

const MARGIN = { top: 12, right: 14, bottom: 40, left: 54 };
const TITLE_HEIGHT = 16;
/** Beyond the plot by so much at most, so that a value of 1e30 does not make a coordinate that no viewer can hold. */
const OVERSHOOT = 50;

/**
 * A panel as vector graphics: sharp at any zoom and on paper, and there without any script. Colours are CSS classes
 * (`arm-0`, `arm-1`, …), so light, dark and print each bring their own.
 */
export function panelSvg(panel: Panel, id: string, size: PanelSize): Markup {
  const top = MARGIN.top + (panel.title === '' ? 0 : TITLE_HEIGHT);
  const plot = {
    left: MARGIN.left,
    top,
    width: size.width - MARGIN.left - MARGIN.right,
    height: size.height - top - MARGIN.bottom,
  };
  const bottom = plot.top + plot.height;
  const xScale = stepScale(panel, plot.width);
  const yScale = valueScale(panel, plot.height);
  const yStep = panel.yScale === 'linear' ? stepOfTicks(yScale.ticks) : 0;
  const x = (step: number) => plot.left + xScale.place(step) * plot.width;
  const y = (value: number) => {
    const place = yScale.place(value);
    // Where a logarithmic axis meets a value that is not positive, the edge of a band reaches the bottom.
    const bounded = Number.isNaN(place) && !Number.isNaN(value) ? -Infinity : place;
    return bottom - Math.min(plot.height + OVERSHOOT, Math.max(-OVERSHOOT, bounded * plot.height));
  };
  const clip = `clip-${id}`;

  return markup`<svg class="panel" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${panel.title || panel.yLabel} over steps">
<clipPath id="${clip}"><rect x="${plot.left}" y="${plot.top - 1}" width="${plot.width}" height="${plot.height + 2}"/></clipPath>
${panel.title === '' ? trusted('') : markup`<text class="panel-title" x="${plot.left}" y="${MARGIN.top}">${panel.title}</text>`}
<g class="grid">${yScale.ticks.map((tick) => horizontal(plot.left, plot.left + plot.width, y(tick)))}</g>
<path class="axis" d="M${plot.left} ${bottom}H${plot.left + plot.width}"/>
<g class="ticks" text-anchor="end">${yScale.ticks.map((tick) => markup`<text x="${plot.left - 7}" y="${round(y(tick) + 4)}">${tickText(tick, panel.yFormat, yStep)}</text>`)}</g>
<g class="ticks" text-anchor="middle">${xScale.ticks.map((tick) => markup`<text x="${round(x(tick))}" y="${bottom + 16}">${formatCount(tick)}</text>`)}</g>
<text class="label" text-anchor="middle" x="${plot.left + plot.width / 2}" y="${size.height - 6}">${panel.xLabel}</text>
${panel.yLabel === '' ? trusted('') : markup`<text class="label" text-anchor="middle" transform="translate(12 ${plot.top + plot.height / 2}) rotate(-90)">${panel.yLabel}</text>`}
<g clip-path="url(#${clip})">${panel.layers.filter(isDrawn).map((layer) => layerSvg(layer, x, y))}</g>
<g>${panel.layers.flatMap((layer) => (layer.kind === 'marker' ? [cross(layer, x(layer.step), plot.top)] : []))}</g>
</svg>`;
}

function isDrawn(layer: PanelLayer): layer is Exclude<PanelLayer, { kind: 'marker' }> {
  return layer.kind !== 'marker';
}

function layerSvg(
  layer: Exclude<PanelLayer, { kind: 'marker' }>,
  x: (step: number) => number,
  y: (value: number) => number,
): Markup {
  const xs = Float64Array.from(layer.steps, x);
  const fewer = layer.kind === 'line' && layer.fewer !== undefined;
  const classes = `${layer.kind} ${layer.weight}${fewer ? ' fewer' : ''} arm-${layer.arm}`;
  if (layer.kind === 'band') {
    const path = bandPath(xs, Float64Array.from(layer.low, y), Float64Array.from(layer.high, y));
    return markup`<path class="${classes}" d="${path}"/>`;
  }
  const ys = Float64Array.from(layer.values, y);
  // A single point has no line to be seen by.
  const dots = layer.weight === 'strong' && xs.length <= 12 ? Array.from(xs, (cx, i) => dot(layer.arm, cx, ys[i])) : [];
  const label = layer.fewer === undefined ? trusted('') : endLabel(layer.fewer, layer.arm, xs, ys);
  return markup`<path class="${classes}" d="${linePath({ x: xs, y: ys })}"/>${dots}${label}`;
}

/** Above the last point of a line, to its left. */
function endLabel(text: string, arm: number, xs: Float64Array, ys: Float64Array): Markup {
  const last = ys.findLastIndex(Number.isFinite);
  return markup`<text class="fewer-label arm-${arm}" text-anchor="end" x="${round(xs[last])}" y="${round(ys[last] - 5)}">${text}</text>`;
}

function dot(arm: number, cx: number, cy: number): Markup {
  return Number.isFinite(cy)
    ? markup`<circle class="dot arm-${arm}" cx="${round(cx)}" cy="${round(cy)}" r="2"/>`
    : trusted('');
}

/** A cross on the top edge: the run left the picture here. */
function cross(layer: Extract<PanelLayer, { kind: 'marker' }>, x: number, top: number): Markup {
  const centre = round(x);
  return markup`<path class="marker arm-${layer.arm}" d="M${round(centre - 4)} ${top - 4}l8 8m0 -8l-8 8"><title>${layer.label} at step ${formatCount(layer.step)}</title></path>`;
}

function horizontal(left: number, right: number, y: number): Markup {
  return markup`<path d="M${left} ${round(y)}H${right}"/>`;
}

function stepScale(panel: Panel, width: number): AxisScale {
  let min = Infinity;
  let max = -Infinity;
  for (const layer of panel.layers) {
    if (layer.kind === 'marker' || layer.steps.length === 0) continue;
    min = Math.min(min, layer.steps[0]);
    max = Math.max(max, layer.steps[layer.steps.length - 1]);
  }
  // A series that starts a little later (at step 1, at the first window's end) is drawn from 0, as the others are.
  return linearScale(min <= max / 10 || min <= 1 ? 0 : min, Math.max(1, max), Math.max(3, Math.floor(width / 90)));
}

function valueScale(panel: Panel, height: number): AxisScale {
  const { min, max } = panel.yRange ?? dataRange(panel.layers);
  return panel.yScale === 'logarithmic'
    ? logarithmicScale(min, max)
    : linearScale(min, max, Math.max(4, Math.floor(height / 48)));
}

function dataRange(layers: readonly PanelLayer[]): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  const include = (values: ArrayLike<number>) => {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) continue;
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
    }
  };
  for (const layer of layers) {
    if (layer.kind === 'line') include(layer.values);
    if (layer.kind === 'band') {
      include(layer.low);
      include(layer.high);
    }
  }
  if (min > max) return { min: 0, max: 1 };
  const margin = (max - min) * 0.05 || Math.abs(max) * 0.05 || 1;
  return { min: min - margin, max: max + margin };
}

function tickText(tick: number, format: Panel['yFormat'], step: number): string {
  return format === 'percent' ? `${formatTick(tick * 100, step * 100)}\u00a0%` : formatTick(tick, step);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
