import { TEST_ACCURACY, TRAIN_LOSS } from '#core/series/series-name.ts';
import type { ExperimentStatus } from '#core/run/experiment-status.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { RunStatus } from '#core/run/run-status.ts';
import { formatDuration } from '#core/format/duration.ts';
import { ABSENT, formatNumber, formatPercent } from '#core/format/number.ts';
import { blamedDataset } from '#core/spec/dataset/published.ts';
import { datasetRemedy } from './dataset-remedy.ts';
import type { Colors } from './output.ts';

/** `with BN, seed 1`. */
export function runName(run: Pick<RunRecord, 'arm' | 'seed'>): string {
  return `${run.arm}, seed ${run.seed}`;
}

export function statusText(status: RunStatus | ExperimentStatus, colors: Colors): string {
  switch (status) {
    case 'completed':
      return colors.green(status);
    case 'diverged':
    case 'cancelled':
    case 'interrupted':
    case 'incomplete':
      return colors.yellow(status);
    case 'failed':
      return colors.red(status);
    case 'running':
      return colors.cyan(status);
    case 'queued':
    case 'paused':
      return colors.dim(status);
    default:
      return status satisfies never;
  }
}

/** How a run ended, in one line. */
export function outcomeText(run: RunRecord, colors: Colors): string {
  const status = statusText(run.status, colors);
  if (run.status === 'diverged' && run.divergedAtStep !== null) return `${status} at step ${run.divergedAtStep}`;
  if (run.failure === null) return status;
  const blamed = blamedDataset(run.failure);
  return `${status}: ${run.failure}${blamed === null ? '' : ` ${datasetRemedy(blamed)}`}`;
}

/** `test accuracy 97.25 %, 12.3 s`, as far as the values are known. */
export function resultText(run: RunRecord): string {
  const accuracy = run.summary[TEST_ACCURACY]?.last ?? null;
  const loss = run.summary[TRAIN_LOSS]?.last ?? null;
  return [
    ...(accuracy === null ? [] : [`test accuracy ${formatPercent(accuracy)}`]),
    ...(loss === null ? [] : [`train loss ${formatNumber(loss)}`]),
    ...(run.durationMs === null ? [] : [formatDuration(run.durationMs)]),
  ].join(', ');
}

export function percentOrAbsent(value: number | null | undefined): string {
  return value === null || value === undefined ? ABSENT : formatPercent(value);
}

export function measureOrAbsent(value: number | null | undefined): string {
  return value === null || value === undefined ? ABSENT : formatNumber(value);
}
