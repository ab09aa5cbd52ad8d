import { fork, type ChildProcess } from 'node:child_process';
import type { JobExit, JobLauncher, JobProcess } from './job-launcher.ts';
import type { JobCommand } from './protocol.ts';

/** How much of a job's stderr is kept: about as much as anybody would read. */
const LAST_WORDS_LENGTH = 2_000;

/** Job processes as forked Node processes, with messages by structured clone, typed arrays included. */
export class ForkLauncher implements JobLauncher {
  readonly #entry: string;

  /** @param entry the built job process, `out/main/job-process.js` */
  constructor(entry: string) {
    this.#entry = entry;
  }

  launch(): JobProcess {
    return new ForkedJob(
      fork(this.#entry, [], {
        serialization: 'advanced',
        // The parent's own loaders and inspectors are not for the job.
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      }),
    );
  }
}

class ForkedJob implements JobProcess {
  readonly #child: ChildProcess;
  readonly #exitListeners: ((exit: JobExit) => void)[] = [];
  #exit: JobExit | null = null;
  #lastWords = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_LENGTH);
    });
    // `close` comes after the channel and stderr have been read completely; `exit` might come earlier.
    child.once('close', (code, signal) => this.#ended({ code, signal, lastWords: this.#lastWords.trim() }));
    child.on('error', (error) => {
      // A failed send or kill is also reported here, but only a process that never started ends because of it.
      if (child.pid === undefined) this.#ended({ code: null, signal: null, lastWords: error.message });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(command: JobCommand): void {
    // The death of a process is reported by `close`; a message that it misses needs no error of its own.
    if (this.#child.connected) this.#child.send(command, () => undefined);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', listener);
  }

  onExit(listener: (exit: JobExit) => void): void {
    if (this.#exit === null) this.#exitListeners.push(listener);
    else listener(this.#exit);
  }

  release(): void {
    this.kill();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #ended(exit: JobExit): void {
    if (this.#exit !== null) return;
    this.#exit = exit;
    for (const listener of this.#exitListeners) listener(exit);
  }
}
