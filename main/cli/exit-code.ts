import type { RunStatus } from '#core/contract/run-record.ts';

/** What the command line ends with. 130 is the shell's 128 + SIGINT, 143 that of SIGTERM. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

/** A diverged run is a result. A run that failed or was interrupted is not. */
export function exitCodeOfRuns(statuses: readonly RunStatus[]): number {
  return statuses.some((status) => status !== 'completed' && status !== 'diverged') ? EXIT.failed : EXIT.ok;
}
