import { z } from 'zod';
import { deviceName, environmentRecord } from '#core/contract/records.ts';
import { runSpec, seedSpec } from '#core/spec/experiment.ts';
import type { DataForm } from '#core/nn/model.ts';
import type { WireError } from '#core/errors.ts';
import type { TrainEvent } from '#core/train/events.ts';
import type { DeviceTiming } from './timing/device-timing.ts';

/**
 * What the lab and a job process say to each other, by structured clone, whatever carries it (a forked Node process's
 * channel, Electron's utilityProcess port). One job process executes one run, or answers one question, and exits.
 */

/** Lab → job. */
export const jobCommand = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    spec: runSpec,
    seed: seedSpec,
    device: deviceName,
    /** Whether the wasm device may try 256-bit vectors, see `turbo/turbo.ts`. */
    turbo: z.boolean(),
  }),
  /** Times real steps of these specs on each of these devices. The answer is `timed`, or `failed`. */
  z.object({
    kind: z.literal('time'),
    specs: z.array(runSpec).min(1),
    devices: z.array(deviceName).min(1),
    turbo: z.boolean(),
  }),
  /** Reads a data set and says what form it has. The answer is `outlined`, or `failed`. */
  z.object({ kind: z.literal('outline'), dataset: runSpec.shape.dataset }),
  z.object({ kind: z.literal('cancel') }),
  /** The oldest batch of events not yet answered has been taken care of: the job may send another one. */
  z.object({ kind: z.literal('taken') }),
]);
export type JobCommand = z.infer<typeof jobCommand>;
export type StartCommand = Extract<JobCommand, { kind: 'start' }>;
export type TimeCommand = Extract<JobCommand, { kind: 'time' }>;
export type OutlineCommand = Extract<JobCommand, { kind: 'outline' }>;

/** A job waits once this many of its batches are unanswered, so that a slow disk slows jobs instead of filling memory. */
export const UNANSWERED_BATCHES_MAX = 8;

/** Job → lab. Events come in batches, in order; `ended` or `failed` is the last message. */
export type JobMessage =
  | { readonly kind: 'environment'; readonly environment: JobEnvironment }
  | { readonly kind: 'events'; readonly events: readonly TrainEvent[] }
  | { readonly kind: 'ended' }
  | { readonly kind: 'timed'; readonly timings: DeviceTiming[] }
  | { readonly kind: 'outlined'; readonly form: DataForm }
  | { readonly kind: 'failed'; readonly error: WireError };

/** What only the job process knows of the environment. */
export const jobEnvironment = environmentRecord.pick({ runtime: true });
export type JobEnvironment = z.infer<typeof jobEnvironment>;
