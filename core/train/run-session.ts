import type { RunSpec } from '../spec/experiment.ts';
import { specHash } from '../spec/hash.ts';
import { Announcements } from './announcements.ts';
import { CHECKPOINT_VALUE_BYTES_MAX, encodeCheckpoint } from './checkpoint.ts';
import type { CheckpointSchedule } from './checkpoint-schedule.ts';
import type { EarlyStop } from './early-stop/early-stop.ts';
import type { CheckpointEvent, Outcome, TrainEvent } from './events.ts';
import type { BoundaryEvent, EndedEvent, LoopEvent } from './loop-events.ts';
import type { TrainedModel } from './trained-model.ts';

export interface RunSessionOptions {
  readonly spec: RunSpec;
  readonly seed: number;
  /** Where the run began. */
  readonly firstStep: number;
  readonly model: TrainedModel;
  readonly checkpoints: CheckpointSchedule;
  readonly stopping: EarlyStop;
  readonly clock: () => number;
}

/** Connects a run's loop to the outside: passes each event to the run's followers, takes checkpoints, and announces. */
export class RunSession {
  readonly #options: RunSessionOptions;
  readonly #announcements: Announcements;
  readonly #specHash: string;
  /** A run whose state is too large for a checkpoint runs without any; only a request to pause fails. */
  readonly #canBeKept: boolean;

  constructor(options: RunSessionOptions) {
    this.#options = options;
    this.#announcements = new Announcements(options.clock);
    this.#specHash = specHash(options.spec);
    this.#canBeKept = options.model.stateBytes <= CHECKPOINT_VALUE_BYTES_MAX;
  }

  async *announce(events: AsyncIterable<LoopEvent>): AsyncGenerator<TrainEvent, void, void> {
    const { checkpoints, stopping, model } = this.#options;
    for await (const event of events) {
      checkpoints.take(event);
      stopping.take(event);
      switch (event.kind) {
        case 'points':
          this.#announcements.add(event);
          break;
        case 'progress':
          yield* this.#announcements.progress(event.step);
          break;
        case 'boundary':
          if (this.#canBeKept && checkpoints.isDue(event.step)) yield* this.#checkpoint(event);
          break;
        case 'ended':
          if (this.#endsWithCheckpoint(event)) yield* this.#checkpoint(event);
          yield* this.#announcements.drain();
          yield { kind: 'finished', outcome: event.outcome, steps: event.step, tensors: await model.tensors() };
          break;
        default:
          event satisfies never;
      }
    }
  }

  /** A pause needs a checkpoint. A spec with checkpoints also gets one of the end, from which other runs can branch off. */
  #endsWithCheckpoint({ outcome, step }: EndedEvent): boolean {
    const { spec, checkpoints } = this.#options;
    if (outcome.kind === 'paused') return true;
    return this.#canBeKept && spec.checkpoint !== undefined && isOwnEnd(outcome) && !checkpoints.isTaken(step);
  }

  /** Announces the points so far, then the checkpoint of the state they led to. */
  async *#checkpoint({ step, evaluated }: BoundaryEvent | EndedEvent): AsyncGenerator<TrainEvent, void, void> {
    const { seed, firstStep, model, checkpoints, stopping } = this.#options;
    yield* this.#announcements.drain();
    const bytes = encodeCheckpoint({
      step,
      evaluated,
      firstStep,
      momentsFrom: model.momentsFrom,
      specHash: this.#specHash,
      seed,
      device: model.device,
      tensors: await model.state(),
      followers: { earlyStop: stopping.state, checkpoints: checkpoints.state },
    });
    const metrics = evaluated ? checkpoints.scoresAt(step) : {};
    checkpoints.taken(step);
    yield { kind: 'checkpoint', step, evaluated, bytes, metrics } satisfies CheckpointEvent;
  }
}

/** Whether the run ended by itself, in a usable state. */
function isOwnEnd({ kind }: Outcome): boolean {
  return kind === 'completed' || kind === 'stopped';
}
