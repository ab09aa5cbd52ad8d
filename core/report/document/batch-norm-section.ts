import {
  CHANNEL_SERIES,
  compareLayers,
  layerTitle,
  parseSeriesName,
  type ChannelStatistic,
  type LayerPath,
} from '../../series/series-name.ts';
import { quantile } from '../../stats/quantile.ts';
import type { RunRecord } from '../../contract/run-record.ts';
import { csvField } from '../csv.ts';
import { float32Text } from '../../series/float32-text.ts';
import type { ReportSeries } from '../report-input.ts';
import type { Results } from '../results.ts';
import type { Block, DataFile, Panel, Section } from './document.ts';

/** The running statistics of one layer of one run. */
interface LayerSeries {
  readonly layer: LayerPath;
  readonly statistic: ChannelStatistic;
  readonly series: ReportSeries;
}

/** Null if no arm has batch normalization: then there is nothing to say. */
export function batchNormSection(results: Results): Section | null {
  const figures = results.arms.flatMap((arm) => {
    const shown = shownRun(results, arm);
    return shown === null ? [] : figure(results, arm, shown);
  });
  if (figures.length === 0) return null;
  return {
    id: 'batch-norm',
    title: 'Batch normalization: running statistics',
    blocks: [
      {
        kind: 'paragraph',
        text:
          'Each panel shows one layer’s running statistic over its channels: the line is the median, the dark band ' +
          'holds the middle half of the channels, the light band all of them.',
      },
      ...figures,
    ],
  };
}

/** Every channel of the runs that the figures show, one file an arm. */
export function batchNormFiles(results: Results): DataFile[] {
  return results.arms.flatMap((arm) => {
    const run = shownRun(results, arm);
    if (run === null) return [];
    const layers = layersOf(results, run.id);
    const width = Math.max(...layers.flatMap(({ series }) => series.chunks.map((chunk) => chunk.width)));
    const channels = Array.from({ length: width }, (_, channel) => `channel ${channel}`);
    const lines = [['layer', 'statistic', 'step', ...channels].map(csvField).join(',')];
    for (const { layer, statistic, series } of layers) {
      eachPoint(series, (step, values) => {
        lines.push(
          [layer.path.replace(/^layers\./, ''), statistic, step, ...Array.from(values, float32Text)].join(','),
        );
      });
    }
    return [
      {
        fileName: `batch-norm-arm-${results.arms.indexOf(arm)}-seed-${run.seed}.csv`,
        mediaType: 'text/csv',
        description: `running mean and variance of every channel, “${arm}”, seed ${run.seed}`,
        text: `${lines.join('\n')}\n`,
        shown: false,
      },
    ];
  });
}

/** The arm's first completed run with batch normalization, or else its first that has any. */
function shownRun(results: Results, arm: string): RunRecord | null {
  const runs = results.runsOf(arm).filter((run) => layersOf(results, run.id).length > 0);
  return runs.find((run) => run.status === 'completed') ?? runs[0] ?? null;
}

function layersOf(results: Results, runId: string): LayerSeries[] {
  return results.input.series
    .flatMap((series) => {
      if (series.runId !== runId || series.chunks.length === 0) return [];
      const parsed = parseSeriesName(series.name);
      return parsed.kind === 'channel' ? [{ layer: parsed.layer, statistic: parsed.statistic, series }] : [];
    })
    .sort((a, b) => compareLayers(a.layer, b.layer) || a.statistic.localeCompare(b.statistic));
}

function figure(results: Results, arm: string, run: RunRecord): Block[] {
  const color = results.colorIndex(arm);
  const channels = layersOf(results, run.id);
  const [drawn, empty] = [true, false].map((wanted) => channels.filter((one) => hasFinite(one.series) === wanted));
  const note = empty.map(
    (one) => `${panelTitle(one)}: there is nothing to draw, because no value was a finite number.`,
  );
  const notes = note.map((text): Block => ({ kind: 'paragraph', text: `“${arm}”, ${text}`, tone: 'note' }));
  if (drawn.length === 0) return notes;
  return [
    {
      kind: 'figure',
      id: `batch-norm-${results.arms.indexOf(arm)}`,
      title: arm,
      caption: `“${arm}”, seed ${run.seed}: running mean (left) and running variance (right), one row a layer, from the input side.`,
      legend: [],
      panels: drawn.map((layer) => panel(layer, color)),
    },
    ...notes,
  ];
}

function hasFinite({ chunks }: ReportSeries): boolean {
  return chunks.some(({ values }) => values.some(Number.isFinite));
}

function panelTitle({ layer, statistic }: LayerSeries): string {
  return `${layerTitle(layer)}, ${CHANNEL_SERIES[statistic].title.toLowerCase()}`;
}

function panel(shown: LayerSeries, arm: number): Panel {
  const steps: number[] = [];
  const columns = {
    low: [] as number[],
    lower: [] as number[],
    median: [] as number[],
    upper: [] as number[],
    high: [] as number[],
  };
  eachPoint(shown.series, (step, values) => {
    const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
    if (sorted.length === 0) return;
    steps.push(step);
    columns.low.push(sorted[0]);
    columns.lower.push(quantile(sorted, 0.25));
    columns.median.push(quantile(sorted, 0.5));
    columns.upper.push(quantile(sorted, 0.75));
    columns.high.push(sorted[sorted.length - 1]);
  });
  return {
    title: panelTitle(shown),
    xLabel: 'Step',
    yLabel: '',
    yScale: 'linear',
    yFormat: 'measure',
    yRange: null,
    layers: [
      { kind: 'band', arm, weight: 'faint', steps, low: columns.low, high: columns.high },
      { kind: 'band', arm, weight: 'strong', steps, low: columns.lower, high: columns.upper },
      { kind: 'line', arm, weight: 'strong', steps, values: columns.median },
    ],
  };
}

function eachPoint(series: ReportSeries, visit: (step: number, values: Float32Array) => void): void {
  for (const { firstStep, stride, width, values } of series.chunks) {
    for (let i = 0; i * width < values.length; i++) {
      visit(firstStep + i * stride, values.subarray(i * width, (i + 1) * width));
    }
  }
}
