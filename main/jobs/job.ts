import { toWireError, type WireError } from '#core/errors.ts';
import type { DeviceName } from '#core/device/device.ts';
import type { DataRecord } from '#core/contract/data-record.ts';
import type { TrainEvent } from '#core/train/events.ts';
import { JobInbox } from './job-inbox.ts';
import type { JobExit, JobLauncher, JobProcess } from './job-launcher.ts';
import type { JobEnvironment, JobMessage, Pulse, StartCommand } from './protocol.ts';
import { SilenceWatch } from './silence-watch.ts';

/** What a job has to do, and who is notified about it. */
export interface JobRequest {
  readonly id: string;
  readonly start: Omit<StartCommand, 'kind'>;
  readonly listener: JobListener;
}

/** Called one at a time, in order; each call waits for the previous one. If a call throws, the job ends as failed. */
export interface JobListener {
  /** Its process is about to start. */
  launching(): Promise<void>;
  environment(environment: JobEnvironment): Promise<void>;
  /** It has loaded its data set, and begins to train. */
  data(data: DataRecord): Promise<void>;
  events(events: readonly TrainEvent[]): Promise<void>;
  /** About once a second, whatever the job is doing. If handling one takes longer, pulses are skipped. */
  pulse(pulse: Pulse): Promise<void>;
  /** The last call, also for a job that never started. Must not throw. */
  ended(ending: JobEnding): Promise<void>;
}

export type JobEnding =
  /** It ran to its end; its `finished` event has said how. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly error: WireError }
  /** It was cancelled before it started, or did not obey the cancellation and was killed. */
  | { readonly kind: 'stopped' }
  /** It was paused before it started. */
  | { readonly kind: 'paused' }
  /** Its process died, or was killed because it hung. `message` is for people. */
  | { readonly kind: 'died'; readonly message: string };

export interface JobLimits {
  /** How long a job that was asked to end may take. */
  readonly graceMs: number;
  /** A job that sends nothing for this long, not even a pulse, hangs; see `SILENCE_MAX_MS`. */
  readonly silenceMaxMs?: number;
}

/** A job cannot send anything during a step, and on the reference device a step of a large network takes minutes. */
const SILENCE_MAX_MS: Readonly<Record<DeviceName, number>> = { reference: 600_000, wasm: 120_000, gpu: 120_000 };

/** One job and its process, from launch to exit. */
export class Job {
  readonly #request: JobRequest;
  readonly #launcher: JobLauncher;
  readonly #limits: JobLimits;
  #process: JobProcess | null = null;
  #asked: 'pause' | 'cancel' | null = null;
  #graceTimer: NodeJS.Timeout | undefined;
  #ending: JobEnding | null = null;
  /** How it ends if it is killed from here before it has reported its own end. */
  #killedFor: JobEnding | null = null;

  constructor(request: JobRequest, launcher: JobLauncher, limits: JobLimits) {
    this.#request = request;
    this.#launcher = launcher;
    this.#limits = limits;
  }

  /** Resolves when the process has ended and the listener has been told. */
  async run(): Promise<void> {
    const { listener } = this.#request;
    try {
      if (this.#asked === null) {
        await listener.launching();
        await this.#execute();
      }
    } catch (thrown) {
      this.#ending ??= { kind: 'failed', error: toWireError(thrown) };
    }
    clearTimeout(this.#graceTimer);
    await listener.ended(this.#ending ?? { kind: this.#asked === 'pause' ? 'paused' : 'stopped' });
  }

  /**
   * Asks the job to end after its current step, with a checkpoint; kills it if it has not done so within the grace
   * time.
   */
  pause(): void {
    if (this.#asked !== null) return;
    this.#ask('pause', {
      kind: 'died',
      message: `The job did not pause within ${this.#limits.graceMs / 1_000} s and was killed. It can continue from its last checkpoint.`,
    });
  }

  /** Asks the job to end after its current step; kills it if it has not done so within the grace time. */
  cancel(): void {
    if (this.#asked === 'cancel') return;
    this.#ask('cancel', { kind: 'stopped' });
  }

  #ask(what: 'pause' | 'cancel', unheeded: JobEnding): void {
    this.#asked = what;
    this.#process?.send({ kind: what });
    clearTimeout(this.#graceTimer);
    this.#graceTimer = setTimeout(() => this.#kill(unheeded), this.#limits.graceMs);
  }

  async #execute(): Promise<void> {
    if (this.#asked !== null) return;
    const { start } = this.#request;
    const { silenceMaxMs = SILENCE_MAX_MS[start.device] } = this.#limits;
    const jobProcess = this.#launcher.launch();
    this.#process = jobProcess;
    const silence = new SilenceWatch(silenceMaxMs, () =>
      this.#kill({ kind: 'died', message: describeHang(silenceMaxMs) }),
    );
    const inbox = new JobInbox({
      take: (message) => this.#take(jobProcess, message),
      fail: (thrown) => this.#end(jobProcess, { kind: 'failed', error: toWireError(thrown) }),
      flooded: (reason) => this.#kill({ kind: 'failed', error: reason.toWire() }),
    });
    jobProcess.onMessage((message) => {
      silence.heard();
      inbox.receive(message);
    });
    const exited = new Promise<JobExit>((resolve) => jobProcess.onExit(resolve));
    jobProcess.send({ kind: 'start', ...start });
    const exit = await exited;
    silence.stop();
    await inbox.handled;
    this.#ending ??= this.#killedFor ?? this.#unannounced(exit);
  }

  #unannounced(exit: JobExit): JobEnding {
    return this.#asked === 'cancel' ? { kind: 'stopped' } : { kind: 'died', message: describeExit(exit) };
  }

  async #take(jobProcess: JobProcess, message: JobMessage): Promise<void> {
    if (this.#ending !== null) return;
    const { listener } = this.#request;
    switch (message.kind) {
      case 'environment':
        return listener.environment(message.environment);
      case 'data':
        return listener.data(message.data);
      case 'events':
        await listener.events(message.events);
        return jobProcess.send({ kind: 'taken' });
      case 'pulse': {
        const { kind: _kind, ...pulse } = message;
        return listener.pulse(pulse);
      }
      case 'ended':
        this.#ending ??= { kind: 'finished' };
        return message.reusable && this.#killedFor === null ? jobProcess.release() : jobProcess.kill();
      case 'failed':
        return this.#end(jobProcess, { kind: 'failed', error: message.error });
      case 'timed':
      case 'outlined':
      case 'columns':
        throw new Error(`A job that executes a run was asked no question, but answered "${message.kind}".`);
      default:
        message satisfies never;
    }
  }

  /** A job waits after its last message, so that nothing of it is lost; its process is ended or released from here. */
  #end(jobProcess: JobProcess, ending: JobEnding): void {
    this.#ending ??= ending;
    jobProcess.kill();
  }

  /** Ends the process at once; what it has already sent is still handled. */
  #kill(reason: JobEnding): void {
    this.#killedFor ??= reason;
    this.#process?.kill();
  }
}

function describeExit({ code, signal, lastWords }: JobExit): string {
  const how = signal !== null ? `signal ${signal}` : code !== null ? `exit code ${code}` : 'it could not be started';
  const said = lastWords === '' ? '' : ` Its last output: ${lastWords}`;
  return `The job process ended unexpectedly (${how}). What it had reported is kept.${causeOf(signal, lastWords)}${said}`;
}

/** Causes that the user can do something about. */
function causeOf(signal: string | null, lastWords: string): string {
  if (lastWords.includes('out of memory')) {
    return ' It needed more memory than there is. Run fewer jobs at once, or use a smaller network or data set.';
  }
  return signal === 'SIGKILL' ? ' It was killed, perhaps by the system because memory ran out.' : '';
}

function describeHang(silenceMaxMs: number): string {
  return `The job process gave no sign of life for ${silenceMaxMs / 1_000} s and was killed because it hung. What it had reported is kept.`;
}
