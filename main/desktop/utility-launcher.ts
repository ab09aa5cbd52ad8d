import { utilityProcess, type UtilityProcess } from 'electron';
import type { JobExit, JobLauncher, JobProcess } from '#main/jobs/job-launcher.ts';
import type { JobCommand } from '#main/jobs/protocol.ts';

/** As much of a job's stderr is kept as a person would read. */
const LAST_WORDS_LENGTH = 2_000;

/** Job processes as Electron's utility processes: Node, sandboxed away from the window, ended with the app. */
export class UtilityLauncher implements JobLauncher {
  readonly #entry: string;

  /** @param entry the built job process, `out/main/job-process.js` */
  constructor(entry: string) {
    this.#entry = entry;
  }

  launch(): JobProcess {
    return new UtilityJob(
      utilityProcess.fork(this.#entry, [], {
        serviceName: 'BatchNorm Lab run',
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    );
  }
}

class UtilityJob implements JobProcess {
  readonly #child: UtilityProcess;
  readonly #exitListeners: ((exit: JobExit) => void)[] = [];
  #exit: JobExit | null = null;
  #lastWords = '';

  constructor(child: UtilityProcess) {
    this.#child = child;
    const stderr = child.stderr;
    stderr?.on('data', (text: Buffer) => this.#say(text.toString('utf8')));
    // V8 gave up, most often for want of memory; the report is for machines.
    child.on('error', (type, location) => this.#say(`${type} in ${location}\n`));
    child.once('exit', (code) => {
      // What it wrote last may still be in the pipe then, and a pipe that another process holds may never close.
      const end = () => this.#ended({ code, signal: null, lastWords: this.#lastWords.trim() });
      stderr?.once('close', end);
      setTimeout(end, 500);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(command: JobCommand): void {
    if (this.#exit === null) this.#child.postMessage(command);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', (message: unknown) => {
      if (this.#exit === null) listener(message);
    });
  }

  onExit(listener: (exit: JobExit) => void): void {
    if (this.#exit === null) this.#exitListeners.push(listener);
    else listener(this.#exit);
  }

  kill(): void {
    // Electron's own kill asks the process to end, which one that computes without pause would not hear.
    const pid = this.#child.pid;
    if (pid === undefined) return void this.#child.kill();
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself in the meantime; `exit` tells.
    }
  }

  #say(text: string): void {
    this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_LENGTH);
  }

  #ended(exit: JobExit): void {
    if (this.#exit !== null) return;
    this.#exit = exit;
    for (const listener of this.#exitListeners) listener(exit);
  }
}
