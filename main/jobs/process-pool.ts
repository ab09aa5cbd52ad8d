import type { JobExit, JobLauncher, JobProcess } from './job-launcher.ts';
import type { JobCommand, StartCommand } from './protocol.ts';

export interface ProcessPoolOptions {
  readonly launcher: JobLauncher;
  /** The most processes that may wait for a run. */
  readonly idleMax: () => number;
  /** How long a process waits for a run before it is ended. */
  readonly idleMs?: number;
}

const IDLE_MS = 30_000;
/** Bounds what a leak in a library could cost. */
const RUNS_MAX = 100;

/**
 * Job processes that stay for another run: their modules are loaded, their kernels compiled, and turbo has proved
 * itself. A process executes one run at a time. It is given to another only if the run before ended well, the process
 * says that it can go on, and both runs need the same device. A run on the GPU always gets a process of its own.
 */
export class ProcessPool {
  readonly #options: ProcessPoolOptions;
  #closed = false;
  /** The one that waited longest first. */
  readonly #idle: PooledProcess[] = [];

  constructor(options: ProcessPoolOptions) {
    this.#options = options;
  }

  /** A launcher for a run that starts like this: it gives a waiting process if one fits, else a fresh one. */
  for(start: Pick<StartCommand, 'device' | 'turbo'>): JobLauncher {
    const { launcher } = this.#options;
    if (start.device === 'gpu') return launcher;
    const fitness = `${start.device}, turbo ${start.turbo}`;
    return {
      launch: () => {
        const loan = new Loan();
        this.#take(fitness).lend(loan);
        return loan;
      },
    };
  }

  /** Ends the processes that wait. Those that are lent out end when they come back. */
  close(): void {
    this.#closed = true;
    for (const idle of this.#idle.splice(0)) idle.end();
  }

  #take(fitness: string): PooledProcess {
    const index = this.#idle.findLastIndex((idle) => idle.fitness === fitness);
    if (index !== -1) return this.#idle.splice(index, 1)[0]!;
    // One that does not fit makes room, so that waiting processes do not add to those at work.
    this.#idle.shift()?.end();
    return this.#launch(fitness);
  }

  #launch(fitness: string): PooledProcess {
    return new PooledProcess(this.#options.launcher.launch(), fitness, {
      returned: (process) => this.#takeBack(process),
      ended: (process) => this.#forget(process),
      replacement: () => this.#launch(fitness),
    });
  }

  #takeBack(process: PooledProcess): void {
    const isWanted = !this.#closed && process.runs < RUNS_MAX && this.#idle.length < this.#options.idleMax();
    if (!isWanted) return process.end();
    this.#idle.push(process);
    process.endAfter(this.#options.idleMs ?? IDLE_MS);
  }

  #forget(process: PooledProcess): void {
    const index = this.#idle.indexOf(process);
    if (index !== -1) this.#idle.splice(index, 1);
  }
}

interface PoolCalls {
  readonly returned: (process: PooledProcess) => void;
  readonly ended: (process: PooledProcess) => void;
  /** A fresh process of the same kind. */
  readonly replacement: () => PooledProcess;
}

/** A process and the run that it is lent to, if any. */
class PooledProcess {
  /** What a run must need to be given this process. */
  readonly fitness: string;
  readonly #process: JobProcess;
  readonly #calls: PoolCalls;
  #loan: Loan | null = null;
  #timer: NodeJS.Timeout | undefined;
  #runs = 0;

  constructor(process: JobProcess, fitness: string, calls: PoolCalls) {
    this.#process = process;
    this.fitness = fitness;
    this.#calls = calls;
    process.onMessage((message) => {
      // An idle process has nothing to say, so something is wrong with this one.
      if (this.#loan === null) this.end();
      else this.#loan.hear(message);
    });
    process.onExit((exit) => {
      clearTimeout(this.#timer);
      calls.ended(this);
      const loan = this.#loan;
      if (loan === null) return;
      // It died while it was idle; the run must not fail because of that.
      if (this.#runs > 1 && !loan.isHeard) calls.replacement().lend(loan);
      else loan.over(exit);
    });
  }

  get runs(): number {
    return this.#runs;
  }

  lend(loan: Loan): void {
    clearTimeout(this.#timer);
    this.#runs += 1;
    this.#loan = loan;
    loan.begin(this.#process, () => {
      this.#loan = null;
      this.#calls.returned(this);
    });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#process.kill();
  }

  endAfter(ms: number): void {
    this.#timer = setTimeout(() => this.end(), ms);
  }
}

const RETURNED: JobExit = { code: 0, signal: null, lastWords: '' };

/** A process as its run sees it: for the run, giving it back is the end of the process. */
class Loan implements JobProcess {
  #process: JobProcess | null = null;
  #giveBack: () => void = () => undefined;
  #messageListener: (message: unknown) => void = () => undefined;
  readonly #exitListeners: ((exit: JobExit) => void)[] = [];
  #exit: JobExit | null = null;
  /** What was sent before anything was heard. */
  readonly #sent: JobCommand[] = [];
  #isHeard = false;

  get isHeard(): boolean {
    return this.#isHeard;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  begin(process: JobProcess, giveBack: () => void): void {
    this.#process = process;
    this.#giveBack = giveBack;
    for (const command of this.#sent) process.send(command);
  }

  send(command: JobCommand): void {
    if (this.#exit !== null) return;
    if (!this.#isHeard) this.#sent.push(command);
    this.#process?.send(command);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messageListener = listener;
  }

  onExit(listener: (exit: JobExit) => void): void {
    if (this.#exit === null) this.#exitListeners.push(listener);
    else listener(this.#exit);
  }

  kill(): void {
    if (this.#exit === null) this.#process?.kill();
  }

  release(): void {
    if (this.#exit !== null) return;
    this.#giveBack();
    this.over(RETURNED);
  }

  hear(message: unknown): void {
    this.#isHeard = true;
    this.#sent.length = 0;
    this.#messageListener(message);
  }

  over(exit: JobExit): void {
    if (this.#exit !== null) return;
    this.#exit = exit;
    for (const listener of this.#exitListeners) listener(exit);
  }
}
