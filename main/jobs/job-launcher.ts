import type { JobCommand } from './protocol.ts';

/** Starts job processes. Who builds a lab gives it one: a forked Node process (host, cli) or a utilityProcess (desktop). */
export interface JobLauncher {
  launch(): JobProcess;
}

/** One job process. Commands sent before it is up wait for it. */
export interface JobProcess {
  /** Undefined before the process is up, or if it could not be started. */
  readonly pid: number | undefined;
  send(command: JobCommand): void;
  /** Every message, as it arrived: the receiver checks it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Once, when the process is no more, or could not be started. No message comes after it. */
  onExit(listener: (exit: JobExit) => void): void;
  /** At once and without asking. */
  kill(): void;
}

export interface JobExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** What it last wrote to stderr, or why it could not be started; empty if nothing. */
  readonly lastWords: string;
}
