import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import { sweepTitle } from '../../state/sweep-groups.ts';

/** One line of the trash: what one removal took. */
export interface TrashEntry {
  readonly key: string;
  readonly title: string;
  readonly removedAt: string | null;
  /** All of one sweep if there are several; otherwise one. */
  readonly experiments: readonly ExperimentRecord[];
  /** Of several experiments that were removed together. */
  readonly sweepId: string | null;
}

/** The latest removal comes first. */
export function trashEntries(experiments: readonly ExperimentRecord[]): TrashEntry[] {
  const together = new Map<string, ExperimentRecord[]>();
  for (const experiment of experiments) {
    const { id, sweepId, removedAt } = experiment;
    const key = sweepId === null ? id : `${sweepId} ${removedAt}`;
    together.set(key, [...(together.get(key) ?? []), experiment]);
  }
  return [...together]
    .map(([key, group]): TrashEntry => {
      const [first] = group;
      const { removedAt } = first;
      return group.length === 1
        ? { key, title: first.title, removedAt, experiments: group, sweepId: null }
        : { key, title: sweepTitle(first), removedAt, experiments: group, sweepId: first.sweepId };
    })
    .sort((one, other) => (other.removedAt ?? '').localeCompare(one.removedAt ?? ''));
}
