import { toWireError, type WireError } from '#core/errors.ts';
import type { TrainEvent } from '#core/train/events.ts';
import { jobMessage } from './job-message.ts';
import type { JobExit, JobLauncher, JobProcess } from './job-launcher.ts';
import type { JobEnvironment, JobMessage, StartCommand } from './protocol.ts';

/** What a job is told to do, and who hears of it. */
export interface JobRequest {
  readonly id: string;
  readonly start: Omit<StartCommand, 'kind'>;
  readonly listener: JobListener;
}

/** Called one at a time, in order; the next call waits for the last. A call that throws ends the job as failed. */
export interface JobListener {
  /** Its process is about to start. */
  launching(): Promise<void>;
  environment(environment: JobEnvironment): Promise<void>;
  events(events: readonly TrainEvent[]): Promise<void>;
  /** The last call, also for a job that never started. Must not throw. */
  ended(ending: JobEnding): Promise<void>;
}

export type JobEnding =
  /** It came to its end; its `finished` event has told how. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly error: WireError }
  /** It was cancelled before it started, or did not heed the cancelling and was killed. */
  | { readonly kind: 'stopped' }
  /** Its process died. `message` is for people. */
  | { readonly kind: 'died'; readonly message: string };

/** One job and its process, from launch to exit. */
export class Job {
  readonly #request: JobRequest;
  readonly #launcher: JobLauncher;
  readonly #graceMs: number;
  #process: JobProcess | null = null;
  #cancelled = false;
  #graceTimer: NodeJS.Timeout | undefined;
  #ending: JobEnding | null = null;
  /** Messages are handled one after the other, however long each takes. */
  #handling: Promise<void> = Promise.resolve();

  constructor(request: JobRequest, launcher: JobLauncher, graceMs: number) {
    this.#request = request;
    this.#launcher = launcher;
    this.#graceMs = graceMs;
  }

  /** Resolves when the process is no more and the listener has heard the end. */
  async run(): Promise<void> {
    const { listener } = this.#request;
    try {
      if (!this.#cancelled) {
        await listener.launching();
        await this.#execute();
      }
    } catch (thrown) {
      this.#ending ??= { kind: 'failed', error: toWireError(thrown) };
    }
    clearTimeout(this.#graceTimer);
    await listener.ended(this.#ending ?? { kind: 'stopped' });
  }

  /** Asks the job to end after the step it is at; kills it if it has not heeded that after the grace time. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#process?.send({ kind: 'cancel' });
    this.#graceTimer = setTimeout(() => this.#process?.kill(), this.#graceMs);
  }

  async #execute(): Promise<void> {
    if (this.#cancelled) return;
    const jobProcess = this.#launcher.launch();
    this.#process = jobProcess;
    jobProcess.onMessage((message) => this.#handle(jobProcess, message));
    const exited = new Promise<JobExit>((resolve) => jobProcess.onExit(resolve));
    jobProcess.send({ kind: 'start', ...this.#request.start });
    const exit = await exited;
    await this.#handling;
    this.#ending ??= this.#cancelled ? { kind: 'stopped' } : { kind: 'died', message: describeExit(exit) };
  }

  #handle(jobProcess: JobProcess, message: unknown): void {
    this.#handling = this.#handling
      .then(() => this.#take(jobProcess, jobMessage.parse(message)))
      .catch((thrown: unknown) => this.#end(jobProcess, { kind: 'failed', error: toWireError(thrown) }));
  }

  async #take(jobProcess: JobProcess, message: JobMessage): Promise<void> {
    if (this.#ending !== null) return;
    const { listener } = this.#request;
    switch (message.kind) {
      case 'environment':
        return listener.environment(message.environment);
      case 'events':
        await listener.events(message.events);
        return jobProcess.send({ kind: 'taken' });
      case 'ended':
        return this.#end(jobProcess, { kind: 'finished' });
      case 'failed':
        return this.#end(jobProcess, { kind: 'failed', error: message.error });
      case 'timed':
      case 'outlined':
        throw new Error(`A job that runs was asked no question, and answers "${message.kind}".`);
      default:
        message satisfies never;
    }
  }

  /** A job waits after its last message, so that nothing of it is lost; its process is ended from here. */
  #end(jobProcess: JobProcess, ending: JobEnding): void {
    this.#ending ??= ending;
    jobProcess.kill();
  }
}

function describeExit({ code, signal, lastWords }: JobExit): string {
  const how = signal !== null ? `signal ${signal}` : code !== null ? `exit code ${code}` : 'it could not be started';
  const hint = signal === 'SIGKILL' ? ' Something killed it, perhaps the system for want of memory.' : '';
  const said = lastWords === '' ? '' : ` Its last words: ${lastWords}`;
  return `The job process ended unexpectedly (${how}). What it had reported is kept.${hint}${said}`;
}
