import { TEST_ACCURACY, TRAIN_LOSS } from '#core/series/series-name.ts';
import type { ExperimentDetail } from '#core/contract/experiment-record.ts';
import { formatDuration } from '#core/format/duration.ts';
import { formatCount, formatPoints, formatTarget } from '#core/format/number.ts';
import { dataFindings } from '#core/report/data-findings.ts';
import { intervalText } from '#core/report/interval-text.ts';
import { outcomeLabel } from '#core/report/run-ending.ts';
import { formatCountSample, formatMeasureSample, formatShareSample } from '#core/report/sample-text.ts';
import { EMPTY_CURVE, curveOf } from '#core/series/curve.ts';
import type { PairedDifference } from '#core/stats/paired-difference.ts';
import { summarizeExperiment, type ExperimentSummary } from '#core/stats/summary.ts';
import type { StoredSeries } from '#main/store/series/stored-series.ts';
import { dataNoteText } from './data-note-text.ts';
import type { Colors } from './colors.ts';
import { endingText, measureOrAbsent, percentOrAbsent, runName, statusColor } from './run-text.ts';
import { inSpecOrder } from './run-object.ts';
import { runIdLength } from './short-ids.ts';
import { textTable } from './text-table.ts';

/** The numbers of an experiment, as in the report. Needs at least the series `test/accuracy` and `train/loss`. */
export function experimentFigures(detail: ExperimentDetail, series: readonly StoredSeries[]): ExperimentSummary {
  const curve = (runId: string, name: string) => {
    const found = series.find((candidate) => candidate.runId === runId && candidate.name === name);
    return found === undefined ? EMPTY_CURVE : curveOf(found.chunks);
  };
  const { arms, baseline } = detail.experiment;
  return summarizeExperiment({
    arms,
    baseline,
    runs: detail.runs.map(({ id, arm, seed, status }) => ({
      arm,
      seed,
      status,
      testAccuracy: curve(id, TEST_ACCURACY),
      trainLoss: curve(id, TRAIN_LOSS),
    })),
  });
}

/** An experiment as text for a terminal: its runs, its arms, the differences between them. */
export function experimentText(detail: ExperimentDetail, series: readonly StoredSeries[], colors: Colors): string {
  const { bold, dim } = colors;
  const figures = experimentFigures(detail, series);
  const title = `${bold(detail.experiment.title)}  ${dim(detail.experiment.id)}`;
  const notes = dataFindings(detail).map((note) => dataNoteText(note, colors));
  const tables = [runsTable(detail, colors), endings(detail), armsTable(figures, colors), differences(figures)];
  return [title, notes.join('\n'), ...tables].filter((part) => part !== '').join('\n\n');
}

function runsTable({ experiment, runs }: ExperimentDetail, colors: Colors): string {
  const length = runIdLength(runs);
  const rows = experiment.arms.flatMap((arm) =>
    runs
      .filter((run) => run.arm === arm)
      .map((run) => [
        colors.dim(run.id.slice(0, length)),
        run.arm,
        String(run.seed),
        statusColor(run.status, colors)(outcomeLabel(run)),
        formatCount(run.steps),
        percentOrAbsent(run.summary[TEST_ACCURACY]?.last),
        percentOrAbsent(run.summary[TEST_ACCURACY]?.best),
        measureOrAbsent(run.summary[TRAIN_LOSS]?.last),
        formatDuration(run.durationMs),
      ]),
  );
  return textTable(
    [
      { label: 'Run' },
      { label: 'Arm' },
      { label: 'Seed', align: 'end' },
      { label: 'Outcome' },
      { label: 'Steps', align: 'end' },
      { label: 'Test acc. final', align: 'end' },
      { label: 'best', align: 'end' },
      { label: 'Train loss', align: 'end' },
      { label: 'Time', align: 'end' },
    ],
    rows,
  );
}

/** Why runs ended before their last step; runs with one and the same reason share its line. */
function endings(detail: ExperimentDetail): string {
  const names = new Map<string, string[]>();
  for (const run of inSpecOrder(detail)) {
    const reason = endingText(run);
    if (reason !== null) names.set(reason, [...(names.get(reason) ?? []), runName(run)]);
  }
  return [...names].map(([reason, runs]) => `${runs.join('; ')}: ${reason}`).join('\n');
}

function armsTable({ arms, baseline }: ExperimentSummary, colors: Colors): string {
  return textTable(
    [
      { label: 'Arm, mean ± sd' },
      { label: 'Completed', align: 'end' },
      { label: 'Diverged', align: 'end' },
      { label: 'Test acc. final', align: 'end' },
      { label: 'best', align: 'end' },
      { label: 'Train loss', align: 'end' },
      ...arms[0].targets.map(({ target }) => ({ label: `Steps to ${formatTarget(target)}`, align: 'end' as const })),
    ],
    arms.map((arm) => [
      arm.arm === baseline ? `${arm.arm} ${colors.dim('(baseline)')}` : arm.arm,
      String(arm.completed),
      arm.diverged === 0 ? '0' : colors.yellow(String(arm.diverged)),
      formatShareSample(arm.finalTestAccuracy),
      formatShareSample(arm.bestTestAccuracy),
      formatMeasureSample(arm.finalTrainLoss),
      ...arm.targets.map(({ reached, of, steps }) =>
        reached === 0 ? `${reached} of ${of}` : `${formatCountSample(steps)} (${reached} of ${of})`,
      ),
    ]),
  );
}

function differences({ comparisons, baseline }: ExperimentSummary): string {
  return comparisons
    .map(({ arm, finalTestAccuracy }) => `${arm} − ${baseline}: ${differenceText(finalTestAccuracy)}`)
    .join('\n');
}

function differenceText(difference: PairedDifference): string {
  const { n, mean } = difference;
  if (mean === null) return 'no seed completed in both arms';
  const interval = intervalText(difference, (value) => formatPoints(value).replace('+', ''));
  const points = `final test accuracy ${formatPoints(mean)} points`;
  return difference.interval === null ? `${points} (${interval})` : `${points}, ${interval}, ${n} pairs by seed`;
}
