import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import { pointLabel } from '#core/spec/sweep/sweep-label.ts';

/** The list of experiments, with those of a sweep grouped at the place of the newest of them. */
export type ListEntry =
  | { readonly kind: 'experiment'; readonly experiment: ExperimentRecord }
  | { readonly kind: 'sweep'; readonly id: string; readonly title: string; readonly experiments: ExperimentRecord[] };

/** @param experiments newest first; a sweep's come in the order of its points */
export function groupBySweep(experiments: readonly ExperimentRecord[]): ListEntry[] {
  const entries: ListEntry[] = [];
  const sweeps = new Map<string, ExperimentRecord[]>();
  for (const experiment of experiments) {
    const { sweepId } = experiment;
    if (sweepId === null) {
      entries.push({ kind: 'experiment', experiment });
      continue;
    }
    const known = sweeps.get(sweepId);
    if (known !== undefined) {
      known.unshift(experiment);
      continue;
    }
    const members = [experiment];
    sweeps.set(sweepId, members);
    entries.push({ kind: 'sweep', id: sweepId, title: sweepTitle(experiment), experiments: members });
  }
  return entries;
}

/** The title that a sweep's experiments share, without their points. */
export function sweepTitle({ title, sweepPoint }: ExperimentRecord): string {
  const ending = ` · ${pointLabel(sweepPoint ?? {})}`;
  if (title.endsWith(ending)) return title.slice(0, -ending.length);
  // A long one was shortened or numbered.
  const separator = title.lastIndexOf(' · ');
  return separator === -1 ? title : title.slice(0, separator);
}

/** Counts of all experiments of a sweep together. */
export function sweepTotals(experiments: readonly ExperimentRecord[]) {
  const sum = (of: (experiment: ExperimentRecord) => number) =>
    experiments.reduce((total, experiment) => total + of(experiment), 0);
  const total = sum(({ runs }) => runs.total);
  const waiting = sum(({ runs }) => runs.running + runs.queued + runs.paused);
  const statuses = new Set(experiments.map(({ status }) => status));
  return {
    total,
    ended: total - waiting,
    diverged: sum(({ runs }) => runs.diverged),
    failed: sum(({ runs }) => runs.failed),
    paused: sum(({ runs }) => runs.paused),
    interrupted: sum(({ runs }) => runs.interrupted),
    progress: total === 0 ? 0 : sum(({ runs, progress }) => runs.total * progress) / total,
    status: statusOf(statuses),
  };
}

/**
 * A sweep's status, from its experiments': running as long as any run is executing, or waiting while others have ended.
 */
function statusOf(statuses: ReadonlySet<ExperimentRecord['status']>): ExperimentRecord['status'] {
  if (statuses.size === 1) return [...statuses][0];
  for (const status of ['running', 'queued', 'paused', 'incomplete', 'cancelled'] as const) {
    if (statuses.has(status)) return status === 'queued' ? 'running' : status;
  }
  return 'completed';
}
