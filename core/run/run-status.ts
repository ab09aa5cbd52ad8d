/**
 * What can have become of a run, with the facts that follow from it. The database, the contract, the statistics and
 * every program take the statuses from here.
 */

export const RUN_STATUSES = [
  'queued',
  'running',
  'paused',
  'completed',
  'diverged',
  'cancelled',
  'interrupted',
  'failed',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

interface RunStatusFacts {
  readonly label: string;
  /** Nothing more will come of the run unless somebody resumes it. */
  readonly isFinal: boolean;
  /** The run can be put into the queue again, to continue from its last checkpoint or to start over. */
  readonly isResumable: boolean;
  /** Training itself ended the run; nobody stopped it, and nothing broke. */
  readonly endedByItself: boolean;
}

const FACTS = {
  queued: { label: 'Queued', isFinal: false, isResumable: false, endedByItself: false },
  running: { label: 'Running', isFinal: false, isResumable: false, endedByItself: false },
  paused: { label: 'Paused', isFinal: false, isResumable: true, endedByItself: false },
  completed: { label: 'Completed', isFinal: true, isResumable: false, endedByItself: true },
  diverged: { label: 'Diverged', isFinal: true, isResumable: false, endedByItself: true },
  cancelled: { label: 'Cancelled', isFinal: true, isResumable: true, endedByItself: false },
  interrupted: { label: 'Interrupted', isFinal: true, isResumable: true, endedByItself: false },
  failed: { label: 'Failed', isFinal: true, isResumable: true, endedByItself: false },
} satisfies Record<RunStatus, RunStatusFacts>;

export function isFinal(status: RunStatus): boolean {
  return FACTS[status].isFinal;
}

export function isResumable(status: RunStatus): boolean {
  return FACTS[status].isResumable;
}

export function endedByItself(status: RunStatus): boolean {
  return FACTS[status].endedByItself;
}

/** As a badge shows it: `Completed`. */
export function runStatusLabel(status: RunStatus): string {
  return FACTS[status].label;
}
