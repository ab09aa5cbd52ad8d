import { fork } from 'node:child_process';
import type { StoreCheck } from '#core/contract/store-care.ts';
import type { StoreProgress } from '../store-progress.ts';
import { fromWireError, StoreError, type WireError } from '#core/errors.ts';

/** What the process says at its end. */
export type CheckAnswer = { readonly check: StoreCheck | null } | { readonly error: WireError };
/** And before it, how far it is: 0 to 1. */
export type CheckMessage = CheckAnswer | { readonly share: number };

/** A process that checks one database. */
export interface CheckProcess {
  onMessage(listener: (message: CheckMessage) => void): void;
  onExit(listener: () => void): void;
  /** Ends it whatever it is at. */
  kill(): void;
}

export type StartCheck = (file: string) => CheckProcess;

/** @param entry the built process, `out/main/check-process.js` */
export function forkCheck(entry: string): StartCheck {
  return (file) => {
    const child = fork(entry, [file], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    return {
      onMessage: (listener) => void child.on('message', (message) => listener(message as CheckMessage)),
      onExit: (listener) => {
        child.once('exit', listener);
        child.once('error', listener);
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

/**
 * Checks every row of the database in another process, also while this one owns it.
 *
 * @param signal ends the check without a result
 * @returns null if the check was stopped, or if there is no such file
 * @throws StoreError if it cannot be read
 */
export async function checkBeside(
  start: StartCheck,
  file: string,
  signal: AbortSignal,
  onProgress: StoreProgress = () => {},
): Promise<StoreCheck | null> {
  if (signal.aborted) return null;
  const process = start(file);
  const end = new AbortController();
  try {
    const answer = await new Promise<CheckAnswer>((resolve, reject) => {
      process.onMessage((message) => ('share' in message ? onProgress(message.share) : resolve(message)));
      process.onExit(() => reject(new StoreError(`The check of ${file} ended without a result.`, { file })));
      signal.addEventListener('abort', () => resolve({ check: null }), { once: true, signal: end.signal });
    });
    if ('error' in answer) throw fromWireError(answer.error);
    return answer.check;
  } finally {
    end.abort();
    process.kill();
  }
}
