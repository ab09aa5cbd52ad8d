import type { RunRecord } from '#core/contract/run-record.ts';
import { isFinal } from '#core/run/run-status.ts';
import type { LabClient } from '#main/control/connect-control.ts';
import { EXIT } from './exit-code.ts';
import type { Output } from './output.ts';
import { ExperimentProgress } from './progress.ts';
import { progressDisplay } from './progress-display.ts';
import { runName } from './run-text.ts';

/** One Ctrl-C may arrive twice: from the terminal, and from a program in between that forwards it. */
const ECHO_MS = 500;

export interface FollowOptions {
  /** What the first Ctrl-C does; the second quits at once. */
  readonly stop: () => Promise<unknown>;
  /** Printed at the first Ctrl-C. */
  readonly stopping: string;
  /** A run's display name; default: its arm and seed. */
  readonly nameOf?: (run: RunRecord) => string;
}

export interface Followed {
  /** The runs as they ended or were paused. */
  readonly runs: readonly RunRecord[];
  /** The signal that cut it short, if any. */
  readonly signal: 'SIGINT' | 'SIGTERM' | null;
}

/** Shows the progress of runs until none of them is executing or waiting. */
export async function followRuns(
  client: LabClient,
  runs: readonly RunRecord[],
  output: Output,
  { stop, stopping, nameOf = runName }: FollowOptions,
): Promise<Followed> {
  const events = await client.lab.watch({});
  const progress = new ExperimentProgress(runs);
  const display = progressDisplay(progress, output, nameOf);
  const known = new Map(runs.map((run) => [run.id, run]));
  const follow = (run: RunRecord) => {
    known.set(run.id, run);
    display.changed(run, progress.update(run));
  };
  const signals = receiveSignals(() => {
    display.note(stopping);
    void stop();
  });
  try {
    // The watch starts before this read, so no change in between is missed.
    for (const { id } of runs) follow(await client.runs.get({ runId: id }));
    while (![...known.values()].every(({ status }) => isSettled(status))) {
      const { value, done } = await events.next();
      if (done === true) break;
      if (value.kind === 'runChanged' && known.has(value.run.id)) follow(value.run);
    }
    return { runs: [...known.values()], signal: signals.received() };
  } finally {
    display.close();
    signals.close();
    await events.return?.(undefined);
  }
}

function isSettled(status: RunRecord['status']): boolean {
  return isFinal(status) || status === 'paused';
}

function receiveSignals(first: () => void) {
  let received: Followed['signal'] = null;
  let receivedAt = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (received !== null) {
      if (performance.now() - receivedAt < ECHO_MS) return;
      process.exit(received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated);
    }
    received = signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    receivedAt = performance.now();
    first();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    received: (): Followed['signal'] => received,
    close: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
