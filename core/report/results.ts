import { TEST_ACCURACY, TRAIN_LOSS } from '../series/series-name.ts';
import type { RunRecord } from '../contract/run-record.ts';
import { EMPTY_CURVE, curveOf, type Curve } from '../series/curve.ts';
import type { RunResult } from '../stats/run-result.ts';
import { summarizeExperiment, type ExperimentSummary } from '../stats/summary.ts';
import type { ReportInput, ReportSeries } from './report-input.ts';

/** The input of a report, put in order once: what every part of the document reads. */
export interface Results {
  readonly input: ReportInput;
  readonly arms: readonly string[];
  readonly baseline: string;
  /** In the order arms × seeds of the spec. */
  readonly runs: readonly RunRecord[];
  readonly summary: ExperimentSummary;
  /** The curve of a scalar series; empty if the run has no such series. */
  curve(runId: string, name: string): Curve;
  series(runId: string, name: string): ReportSeries | undefined;
  runsOf(arm: string): readonly RunRecord[];
  /** 0 for the baseline, 1, 2, … for the other arms in their order. */
  colorIndex(arm: string): number;
}

export function collectResults(input: ReportInput): Results {
  const { experiment, runs: records } = input.detail;
  const { arms, baseline, seeds } = experiment;
  const place = (run: RunRecord) => arms.indexOf(run.arm) * seeds.length + seeds.indexOf(run.seed);
  const runs = [...records].sort((a, b) => place(a) - place(b));

  const seriesByKey = new Map(input.series.map((series) => [seriesKey(series.runId, series.name), series]));
  const curves = new Map<string, Curve>();
  const curve = (runId: string, name: string): Curve => {
    const key = seriesKey(runId, name);
    const known = curves.get(key);
    if (known !== undefined) return known;
    const series = seriesByKey.get(key);
    const joined = series === undefined ? EMPTY_CURVE : curveOf(series.chunks);
    curves.set(key, joined);
    return joined;
  };

  const others = arms.filter((arm) => arm !== baseline);
  return {
    input,
    arms,
    baseline,
    runs,
    summary: summarizeExperiment({ arms, baseline, runs: runs.map((run) => resultOf(run, curve)) }),
    curve,
    series: (runId, name) => seriesByKey.get(seriesKey(runId, name)),
    runsOf: (arm) => runs.filter((run) => run.arm === arm),
    colorIndex: (arm) => (arm === baseline ? 0 : 1 + others.indexOf(arm)),
  };
}

function resultOf(run: RunRecord, curve: Results['curve']): RunResult {
  return {
    arm: run.arm,
    seed: run.seed,
    status: run.status,
    testAccuracy: curve(run.id, TEST_ACCURACY),
    trainLoss: curve(run.id, TRAIN_LOSS),
  };
}

function seriesKey(runId: string, name: string): string {
  return `${runId} ${name}`;
}
