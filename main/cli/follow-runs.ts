import { isFinal, type RunRecord } from '#core/contract/run-record.ts';
import type { LabClient } from '#main/control/connect-control.ts';
import { EXIT } from './exit-code.ts';
import type { Output } from './output.ts';
import { ExperimentProgress } from './progress.ts';
import { progressDisplay } from './progress-display.ts';
import { runName } from './run-text.ts';

/** One Ctrl-C may arrive twice, from the terminal and from a program in between that passes it on. */
const ECHO_MS = 500;

export interface FollowOptions {
  /** What the first Ctrl-C does; the second ends at once. */
  readonly stop: () => Promise<unknown>;
  /** Told when it does. */
  readonly stopping: string;
  /** What a run is called; its arm and seed if not given. */
  readonly nameOf?: (run: RunRecord) => string;
}

export interface Followed {
  /** The runs as they ended, or were paused. */
  readonly runs: readonly RunRecord[];
  /** What cut it short, if a signal did. */
  readonly signal: 'SIGINT' | 'SIGTERM' | null;
}

/** Shows the progress of runs until none of them executes or waits any more. */
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
    display.changed(run, progress.update(run, Date.now()));
  };
  const signals = receiveSignals(() => {
    display.note(stopping);
    void stop();
  });
  try {
    // The watch began before this look, so what happens between the two is not missed.
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
