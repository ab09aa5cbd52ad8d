import { endedByItself, isFinal, type RunStatus } from './run-status.ts';

/** What progress and the time left are judged by. Times are ISO 8601, durations ms. */
export interface RunProgress {
  readonly status: RunStatus;
  readonly steps: number;
  /** Null or 0 while only the data, which are not read yet, can tell. */
  readonly stepsTotal: number | null;
  /** Of the first attempt. */
  readonly startedAt: string | null;
  /** Of all ended attempts together. */
  readonly durationMs: number | null;
}

/** A run that has not ended is never wholly done: after its last step it still evaluates and stores. */
export const OPEN_SHARE_MAX = 0.99;

/**
 * Share of a run that is done, 0 to 1. A run that ended by itself is wholly done, however few steps it took; of a run
 * that was ended, the steps that it made count.
 */
export function runShare({ status, steps, stepsTotal }: RunProgress): number {
  if (endedByItself(status)) return 1;
  return stepsTotal === null || stepsTotal === 0 ? 0 : Math.min(OPEN_SHARE_MAX, steps / stepsTotal);
}

/**
 * Share of several runs that is done. Each counts the same, whether its number of steps is known yet or not, so the
 * share does not fall when a run tells how many it will make.
 */
export function meanShare(runs: readonly RunProgress[]): number {
  return runs.reduce((sum, run) => sum + runShare(run), 0) / Math.max(1, runs.length);
}

/** Before a run has made this share of its steps, its pace (which includes loading the data) says little. */
const PACE_SHARE_MIN = 0.02;
const PACE_MS_MIN = 1_500;

/** How long a run will still take at its mean pace so far, in ms; null as long as that is unknown. */
export function runTimeLeft(run: RunProgress, now: number): number | null {
  return run.status === 'running' ? timeLeft([run], now) : null;
}

/**
 * How long runs together will still take, in ms, at the pace of those that started and with as many side by side as
 * now; null as long as there is no pace, and while none is running. Time in which a run was paused does not count.
 */
export function timeLeft(runs: readonly RunProgress[], now: number): number | null {
  let spentMs = 0;
  let madeShare = 0;
  for (const run of runs) {
    const share = stepShare(run);
    const spent = spentOn(run, now);
    if (spent === null || share === 0) continue;
    spentMs += spent;
    madeShare += share;
  }
  const running = runs.filter(({ status }) => status === 'running').length;
  if (running === 0 || madeShare < PACE_SHARE_MIN || spentMs < PACE_MS_MIN) return null;
  const msPerRun = spentMs / madeShare;
  const open = runs.filter(({ status }) => !isFinal(status) && status !== 'paused').map((run) => 1 - stepShare(run));
  const total = open.reduce((sum, share) => sum + share, 0);
  return msPerRun * Math.max(total / running, ...open);
}

/** Of the steps alone: a run that diverged early took little time. */
function stepShare({ steps, stepsTotal }: RunProgress): number {
  return stepsTotal === null || stepsTotal === 0 ? 0 : Math.min(1, steps / stepsTotal);
}

/** Null where it is unknown: of a run that goes on after a pause, only the attempts before are known. */
function spentOn({ status, startedAt, durationMs }: RunProgress, now: number): number | null {
  if (status !== 'running') return durationMs;
  return startedAt === null || durationMs !== null ? null : now - Date.parse(startedAt);
}
