import type { JobCommand } from './protocol.ts';

/**
 * Starts job processes. Whoever builds a lab provides one: forked Node processes (host, cli) or utility processes
 * (desktop).
 */
export interface JobLauncher {
  launch(): JobProcess;
}

/** One job process. Commands sent before it is up are queued. */
export interface JobProcess {
  /** Undefined before the process is up, or if it could not be started. */
  readonly pid: number | undefined;
  send(command: JobCommand): void;
  /** Called with every message, as it arrived; the receiver checks it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process has ended or could not be started. No message comes after it. */
  onExit(listener: (exit: JobExit) => void): void;
  /** Immediately, without asking the process. */
  kill(): void;
  /** Its run ended well, and it may execute another. It counts as ended: nothing more is sent or heard. */
  release(): void;
}

export interface JobExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of its stderr, or why it could not be started; empty if neither. */
  readonly lastWords: string;
}
