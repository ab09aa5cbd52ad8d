import type { QueueState } from '#core/contract/queue.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { isFinal, isResumable } from '#core/run/run-status.ts';
import type { Store } from '#main/store/store.ts';
import type { UnstoredEndings } from '../recording/unstored-endings.ts';
import { runsToGoOn } from '../scheduling/left-runs.ts';
import { moved } from '../scheduling/queue-order.ts';
import { requireResumable, type RunScheduler } from '../scheduling/run-scheduler.ts';
import { runsInScope } from '../scheduling/run-scope.ts';
import type { LabRequests } from './lab-requests.ts';

interface Parts {
  readonly store: Store;
  readonly scheduler: RunScheduler;
  readonly unstored: UnstoredEndings;
}

/** What executes, waits or could go on, and how people steer it. */
export function queueRequests({ store, scheduler, unstored }: Parts): LabRequests['queue'] {
  async function list(): Promise<QueueState> {
    const [running, waiting, paused, interrupted] = await Promise.all(
      (['running', 'queued', 'paused', 'interrupted'] as const).map((status) => store.runs.withStatus(status)),
    );
    return { running: running.filter((run) => unstored.ofRun(run) === run), waiting, paused, interrupted };
  }

  /** The runs as they are now. */
  function asTheyAre(runs: readonly RunRecord[]): Promise<RunRecord[]> {
    return Promise.all(runs.map(async ({ id }) => unstored.ofRun(await store.runs.get(id))));
  }

  return {
    list,
    workOff: async () => {
      const waiting = await store.runs.withStatus('queued');
      const left = await runsToGoOn(store);
      // Unfinished runs continue before waiting ones.
      await scheduler.resume(left, Math.min(0, ...waiting.map((run) => run.queuePosition)) - left.length);
      scheduler.enqueue(waiting);
    },
    pause: async (scope) => {
      const runs = await runsInScope(store, scope);
      await scheduler.pause(runs);
      return asTheyAre(runs);
    },
    cancel: async (scope) => {
      const runs = await runsInScope(store, scope);
      await scheduler.cancel(runs);
      return asTheyAre(runs);
    },
    /** @throws LabError (CONFLICT) if it is a single run that cannot be resumed */
    resume: async (scope) => {
      const runs = await runsInScope(store, scope);
      if (scope.kind === 'run') requireResumable(runs[0]);
      if (scope.kind === 'run') return scheduler.resume(runs);
      const left = runs.filter(({ status }) => status === 'paused' || status === 'interrupted');
      // Cancelled and failed runs are resumed only if nothing else can be meant.
      const hasEnded = scope.kind !== 'all' && runs.every(({ status }) => isFinal(status) && status !== 'interrupted');
      return scheduler.resume(hasEnded ? runs.filter(({ status }) => isResumable(status)) : left);
    },
    move: async ({ scope, place }) => {
      const ids = new Set((await runsInScope(store, scope)).map(({ id }) => id));
      await scheduler.order(moved(await store.runs.withStatus('queued'), ids, place));
      return list();
    },
    prioritize: async ({ scope, priority }) => {
      const runs = (await runsInScope(store, scope)).filter(({ status }) => !isFinal(status));
      await scheduler.order(new Map(runs.map((run) => [run.id, { priority, position: run.queuePosition }])));
      return list();
    },
  };
}
