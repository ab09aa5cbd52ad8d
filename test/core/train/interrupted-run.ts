import type { RunSpec } from '#core/spec/experiment.ts';
import { decodeCheckpoint, type Checkpoint } from '#core/train/checkpoint.ts';
import type { CheckpointEvent, TrainEvent } from '#core/train/events.ts';
import { RunRequests } from '#core/train/run-control.ts';
import { recordRun, RecordedRun, type RecordOptions } from './recorded-run.ts';

/** A clock with which each call of the device makes one step, and each is announced. */
export function slowClock(): () => number {
  let now = 0;
  return () => (now += 1_000);
}

/** One attempt that is paused after so many `progress` events, inside evaluations too. Infinity: it is not. */
export async function recordUntilPaused(
  spec: RunSpec,
  progresses: number,
  options: RecordOptions = {},
): Promise<RecordedRun> {
  const control = new RunRequests();
  let seen = 0;
  return recordRun(spec, {
    clock: slowClock(),
    ...options,
    control,
    onEvent: (event) => {
      if (event.kind === 'progress' && ++seen >= progresses) control.pause();
    },
  });
}

/**
 * A run that is paused and resumed, one attempt for each number of `progress` events and a last one that is not paused.
 * @returns everything that the attempts announced, as of one run
 */
export async function recordInterrupted(
  spec: RunSpec,
  pauses: readonly number[],
  options: RecordOptions = {},
): Promise<RecordedRun> {
  const events: TrainEvent[] = [];
  let from = options.from;
  for (const progresses of [...pauses, Infinity]) {
    const attempt = await recordUntilPaused(spec, progresses, { ...options, from });
    if (attempt.finished.outcome.kind !== 'paused') return new RecordedRun([...events, ...attempt.events]);
    from = { kind: 'resume', checkpoint: lastCheckpoint(attempt) };
    events.push(...attempt.events.filter(({ kind }) => kind !== 'finished'));
  }
  throw new Error('A run that is not asked to pause does not.');
}

export function checkpointsOf({ events }: RecordedRun): CheckpointEvent[] {
  return events.filter((event) => event.kind === 'checkpoint');
}

/** As a process reads it that has its bytes alone. */
export function lastCheckpoint(run: RecordedRun): Checkpoint {
  return decodeCheckpoint(checkpointsOf(run).at(-1)!.bytes);
}
