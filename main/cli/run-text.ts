import { TEST_ACCURACY, TRAIN_LOSS } from '#core/series/series-name.ts';
import type { ExperimentStatus } from '#core/run/experiment-status.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { RunStatus } from '#core/run/run-status.ts';
import { formatDuration } from '#core/format/duration.ts';
import { ABSENT, formatNumber, formatPercent } from '#core/format/number.ts';
import { endingReason, outcomeLabel } from '#core/report/run-ending.ts';
import { blamedDataset } from '#core/spec/dataset/published.ts';
import { datasetRemedy } from './dataset-remedy.ts';
import type { Colors } from './colors.ts';

/** `with BN, seed 1`. */
export function runName(run: Pick<RunRecord, 'arm' | 'seed'>): string {
  return `${run.arm}, seed ${run.seed}`;
}

export function statusText(status: RunStatus | ExperimentStatus, colors: Colors): string {
  return statusColor(status, colors)(status);
}

export function statusColor(status: RunStatus | ExperimentStatus, colors: Colors): (text: string) => string {
  switch (status) {
    case 'completed':
      return colors.green;
    case 'diverged':
    case 'cancelled':
    case 'interrupted':
    case 'incomplete':
      return colors.yellow;
    case 'failed':
      return colors.red;
    case 'running':
      return colors.cyan;
    case 'queued':
    case 'paused':
      return colors.dim;
    default:
      return status satisfies never;
  }
}

/** How a run ended, in one line. */
export function outcomeText(run: RunRecord, colors: Colors): string {
  const label = statusColor(run.status, colors)(outcomeLabel(run));
  const reason = run.failure === null ? run.stopReason : withRemedy(run.failure);
  return reason === null ? label : `${label}: ${reason}`;
}

/** Why and where a run ended, with what can be done about it; null where it came to its last step or has not ended. */
export function endingText(run: RunRecord): string | null {
  const reason = endingReason(run);
  return reason === null || run.failure === null ? reason : withRemedy(reason);
}

function withRemedy(failure: string): string {
  const blamed = blamedDataset(failure);
  return `${failure}${blamed === null ? '' : ` ${datasetRemedy(blamed)}`}`;
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
