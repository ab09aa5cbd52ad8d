import { SCALAR_SERIES, TEST_ACCURACY, TEST_LOSS, TRAIN_LOSS } from '../../series/series-name.ts';
import { aggregateCurve } from '../../stats/aggregate-curve.ts';
import type { Curve } from '../../series/curve.ts';
import { windowMeans } from '../../stats/window-means.ts';
import { formatList } from '../../format/words.ts';
import type { Results } from '../results.ts';
import type { Block, PanelLayer, Section } from './document.ts';
import { fewerNote, meanLayers } from './mean-layers.ts';
import { seriesFileName, seriesRuns } from './series-file.ts';
import { accuracyRange, lossRange } from './axis-choice.ts';

/** About how many points the strong line of a long series has: finer than that is noise on paper. */
const WINDOWS_MAX = 200;

/** In the order of their figures. */
const CURVES = [TEST_ACCURACY, TRAIN_LOSS, TEST_LOSS] as const;

export function curvesSection(results: Results): Section {
  const figures = CURVES.filter((name) => seriesRuns(results, name).length > 0).map((name) => figure(results, name));
  return {
    id: 'curves',
    title: 'Curves',
    blocks:
      figures.length > 0 ? figures : [{ kind: 'paragraph', text: 'No run has reported a point yet.', tone: 'note' }],
  };
}

function figure(results: Results, name: (typeof CURVES)[number]): Block {
  const { title, unit } = SCALAR_SERIES[name];
  const runs = seriesRuns(results, name);
  const arms = results.arms.filter((arm) => runs.some((run) => run.arm === arm));
  const pointsMax = Math.max(...runs.map((run) => results.curve(run.id, name).steps.length));
  const lastStep = Math.max(...runs.map((run) => lastStepOf(results.curve(run.id, name))));
  const windowSize = pointsMax > 2 * WINDOWS_MAX ? niceWindow(lastStep / WINDOWS_MAX) : 1;

  const layers: PanelLayer[] = [];
  const strong: Curve[] = [];
  const fewer: string[] = [];
  const neverFinite: string[] = [];
  for (const arm of arms) {
    const color = results.colorIndex(arm);
    const raw = runs.filter((run) => run.arm === arm).map((run) => results.curve(run.id, name));
    const aggregated = aggregateCurve(raw.map((curve) => windowMeans(curve, windowSize, lastStep)));
    const { steps, mean, sd } = aggregated;
    if (steps.length === 0) {
      neverFinite.push(arm);
      continue;
    }
    const note = fewerNote(aggregated, arm);
    if (note !== null) fewer.push(note);
    layers.push({
      kind: 'band',
      arm: color,
      weight: 'faint',
      steps,
      low: mean.map((m, i) => m - sd[i]),
      high: mean.map((m, i) => m + sd[i]),
    });
    layers.push(...meanLayers(aggregated, color));
    strong.push({ steps, values: mean });
  }
  if (strong.length === 0) return { kind: 'paragraph', text: neverFiniteText(title), tone: 'note' };
  for (const run of runs) {
    if (run.status === 'diverged' && run.divergedAtStep !== null) {
      layers.push({
        kind: 'marker',
        arm: results.colorIndex(run.arm),
        step: run.divergedAtStep,
        label: `seed ${run.seed} diverged`,
      });
    }
  }

  const range = unit === 'share' ? accuracyRange(strong) : lossRange(strong);
  const yFormat = unit === 'share' ? 'percent' : 'measure';
  return {
    kind: 'figure',
    id: seriesFileName(name).replace('.csv', ''),
    title,
    caption: [
      caption(results, runs.length, arms, windowSize),
      ...(fewer.length === 0
        ? []
        : [`A dashed mean is that of the seeds that still have a value: ${formatList(fewer)}.`]),
      ...neverFinite.map((arm) => `“${arm}” is not drawn: none of its values was a finite number.`),
      ...(range.note === '' ? [] : [range.note]),
    ].join(' '),
    legend: arms.map((arm) => ({ label: arm, arm: results.colorIndex(arm) })),
    panels: [{ title: '', xLabel: 'Step', yLabel: title, yScale: range.scale, yFormat, yRange: range.range, layers }],
    live: {
      fileName: seriesFileName(name),
      xLabel: 'Step',
      yLabel: title,
      yScale: range.scale,
      yFormat,
      yRange: range.range,
      windowSize,
      arms: arms.map((arm) => ({
        label: arm,
        colorIndex: results.colorIndex(arm),
        columns: runs.flatMap((run, column) => (run.arm === arm ? [column] : [])),
        divergedAtSteps: runs.flatMap((run) =>
          run.arm === arm && run.divergedAtStep !== null ? [run.divergedAtStep] : [],
        ),
      })),
    },
  };
}

function neverFiniteText(title: string): string {
  return `${title}: there is nothing to draw, because no value of any run was a finite number. The data below hold the values as they are.`;
}

function caption(results: Results, runs: number, arms: readonly string[], windowSize: number): string {
  const perArm = arms.map((arm) => results.runsOf(arm).length);
  const spread =
    Math.max(...perArm) < 2
      ? 'One seed an arm, so no spread can be shown.'
      : 'Mean over seeds; the band is ± one standard deviation wherever at least two seeds have a value.';
  const windows =
    windowSize > 1
      ? ` Each point is the mean over a window of ${windowSize} steps; the data below hold every step.`
      : '';
  const ended = results.runs.filter((run) => run.status === 'diverged').length;
  const gaps = ended > 0 ? ` A cross marks the step at which a run diverged (${ended} of ${runs}).` : '';
  return `${spread}${windows}${gaps}`;
}

function lastStepOf(curve: Curve): number {
  return curve.steps[curve.steps.length - 1];
}

/** 1, 2 or 5 times a power of ten, at least `size`. */
function niceWindow(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= size) ?? Math.ceil(size);
}
