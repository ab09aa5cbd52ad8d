import { endedByItself, type RunStatus } from '#core/run/run-status.ts';

/** The command line's exit codes. 130 is the shell's 128 + SIGINT, 143 its 128 + SIGTERM. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

/** A diverged run is a result; a failed or interrupted one is not. */
export function exitCodeOfRuns(statuses: readonly RunStatus[]): number {
  return statuses.some((status) => !endedByItself(status)) ? EXIT.failed : EXIT.ok;
}
