import type { LiveFigure } from '#core/report/document/document.ts';
import type { Curve } from '#core/series/curve.ts';
import { chartConfiguration } from '#renderer/charts/built-chart.ts';
import { onThemeChange, readChartTheme } from '#renderer/charts/chart-theme.ts';
import { lineBand } from '#renderer/charts/line-band.ts';
import { Chart } from '#renderer/charts/register.ts';
import type { ChartPoint, ChartRange } from '#renderer/charts/series.ts';
import { figureSeries } from './figure-series.ts';

/**
 * Lays an interactive chart over a figure of the report: values under the pointer, zoom by dragging, single seeds,
 * linear or logarithmic axis. The vector figure stays in the page below it, for paper.
 */
export class LiveChart {
  readonly #figure: LiveFigure;
  readonly #curves: readonly Curve[];
  readonly #element: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #chart: Chart<'line', ChartPoint[]>;
  readonly #resetButton: HTMLButtonElement;
  #x: ChartRange | null = null;
  #y: ChartRange | null = null;
  #seeds = false;
  #everyStep = false;
  #yScale: 'linear' | 'logarithmic';

  constructor(element: HTMLElement, figure: LiveFigure, curves: readonly Curve[]) {
    this.#element = element;
    this.#figure = figure;
    this.#curves = curves;
    this.#yScale = figure.yScale;

    const plot = element.querySelector('.plot');
    if (plot === null) throw new Error('A figure of the report has no plot');
    const live = document.createElement('div');
    live.className = 'live';
    this.#canvas = document.createElement('canvas');
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.setAttribute('aria-label', `${figure.yLabel} over steps, interactive`);
    live.append(this.#canvas);
    plot.append(live);

    this.#resetButton = this.#button('Reset zoom', () => this.#zoomTo(null, null));
    this.#resetButton.hidden = true;
    element.prepend(this.#tools());
    // The canvas takes its size from the page, so it must be shown before the chart is made.
    element.classList.add('is-live');
    this.#chart = new Chart(this.#canvas, this.#configuration());
    this.#canvas.addEventListener('dblclick', () => this.#zoomTo(null, null));
    onThemeChange(() => this.#update());
  }

  #tools(): HTMLElement {
    const tools = document.createElement('div');
    tools.className = 'tools';
    const hint = document.createElement('span');
    hint.textContent = 'Drag to zoom';
    tools.append(hint, this.#resetButton);
    if (this.#figure.arms.some((arm) => arm.columns.length > 1)) {
      tools.append(
        this.#toggle('Single seeds', false, (pressed) => {
          this.#seeds = pressed;
        }),
      );
    }
    if (this.#figure.windowSize > 1) {
      tools.append(
        this.#toggle('Every step', false, (pressed) => {
          this.#everyStep = pressed;
        }),
      );
    }
    if (this.#figure.yFormat === 'measure') {
      tools.append(
        this.#toggle('Log scale', this.#yScale === 'logarithmic', (pressed) => {
          this.#yScale = pressed ? 'logarithmic' : 'linear';
          this.#y = null;
        }),
      );
    }
    return tools;
  }

  #button(label: string, act: () => void): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', act);
    return button;
  }

  #toggle(label: string, pressed: boolean, change: (pressed: boolean) => void): HTMLButtonElement {
    const button = this.#button(label, () => {
      const next = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(next));
      change(next);
      this.#update();
    });
    button.setAttribute('aria-pressed', String(pressed));
    return button;
  }

  #zoomTo(x: ChartRange | null, y: ChartRange | null): void {
    this.#x = x;
    this.#y = y;
    this.#resetButton.hidden = x === null && y === null;
    this.#update();
  }

  #update(): void {
    const next = this.#configuration();
    this.#chart.data = next.data;
    this.#chart.options = next.options ?? {};
    this.#chart.update('none');
  }

  #configuration() {
    const { xLabel, yLabel, yFormat, yRange } = this.#figure;
    const theme = readChartTheme(this.#canvas);
    const range = this.#yScale === this.#figure.yScale ? yRange : null;
    const built = lineBand(
      figureSeries(this.#figure, this.#curves, { seeds: this.#seeds, everyStep: this.#everyStep }),
      {
        xTitle: xLabel,
        yTitle: yLabel,
        yScale: this.#yScale,
        yFormat: yFormat === 'percent' ? 'percent' : 'number',
        xMin: 0,
        ...(range === null ? {} : { yMin: range.min, yMax: range.max }),
        describeX: (x) => `Step ${Math.round(x).toLocaleString('en-US')}`,
      },
      { width: this.#element.clientWidth, theme, x: this.#x, y: this.#y },
    );
    return chartConfiguration(built, theme, { wheel: false, onZoomed: () => this.#keepZoom() });
  }

  /** What was zoomed to becomes part of the next build, which then shows more of the points in it. */
  #keepZoom(): void {
    const { x, y } = this.#chart.scales;
    this.#zoomTo({ min: x.min, max: x.max }, { min: y.min, max: y.max });
  }
}
