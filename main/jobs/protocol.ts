import { z } from 'zod';
import { csvRequest, type CsvOutlineRecord } from '#core/contract/csv-outline.ts';
import { dataRecord, type DataRecord } from '#core/contract/data-record.ts';
import { deviceName } from '#core/contract/device-name.ts';
import { environmentRecord } from '#core/contract/environment-record.ts';
import { inputNormalizationSpec, runSpec, seedSpec } from '#core/spec/experiment.ts';
import type { LoadedDataForm } from '#core/nn/model.ts';
import type { DataNote } from '#core/data/data-note.ts';
import type { WireError } from '#core/errors.ts';
import type { TrainEvent } from '#core/train/events.ts';
import type { DeviceTiming } from './timing/device-timing.ts';

/**
 * The messages between the lab and a job process, by structured clone, whatever the transport (a forked Node process's
 * channel or the port of Electron's utilityProcess). A job process executes one run after another, or answers one
 * question; the lab ends it.
 */

/** Any Uint8Array, whatever its buffer: `z.instanceof` would require an ArrayBuffer. */
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Lab → job. */
export const jobCommand = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    spec: runSpec,
    seed: seedSpec,
    device: deviceName,
    /** Whether the wasm device may try 256-bit vectors, see `turbo/turbo.ts`. */
    turbo: z.boolean(),
    /** Where to resume, as a `checkpoint` event described it; null for the beginning. */
    checkpoint: bytes.nullable(),
    /** True: the checkpoint is another run's; whatever fits this spec is taken from it. */
    branch: z.boolean().optional(),
    /** What this run learned from up to its checkpoint: it goes on only with the same. Absent if that is not known. */
    data: dataRecord.optional(),
    /** The duration of this run's earlier attempts, from which the steps of its resource series continue. */
    earlierSeconds: z.number().min(0),
  }),
  /** Times real steps of these specs on each of these devices. The answer is `timed` or `failed`. */
  z.object({
    kind: z.literal('time'),
    specs: z.array(runSpec).min(1),
    devices: z.array(deviceName).min(1),
    turbo: z.boolean(),
  }),
  /** Reads a data set and reports its form and what is odd about it. The answer is `outlined` or `failed`. */
  z.object({
    kind: z.literal('outline'),
    dataset: runSpec.shape.dataset,
    inputNormalization: inputNormalizationSpec,
  }),
  /** Reads a table and reports its columns. The answer is `columns` or `failed`. */
  z.object({ kind: z.literal('columns'), table: csvRequest }),
  z.object({ kind: z.literal('cancel') }),
  /** Ends the run at its current step, with a checkpoint of it. */
  z.object({ kind: z.literal('pause') }),
  /** The oldest unacknowledged batch of events has been handled; the job may send another. */
  z.object({ kind: z.literal('taken') }),
]);
export type JobCommand = z.infer<typeof jobCommand>;
export type StartCommand = Extract<JobCommand, { kind: 'start' }>;
export type TimeCommand = Extract<JobCommand, { kind: 'time' }>;
export type OutlineCommand = Extract<JobCommand, { kind: 'outline' }>;
export type ColumnsCommand = Extract<JobCommand, { kind: 'columns' }>;

/**
 * A job waits once this many of its batches are unacknowledged, so that a slow disk slows jobs down instead of filling
 * memory.
 */
export const UNANSWERED_BATCHES_MAX = 8;
/** It also waits while its unacknowledged batches hold this many bytes; a single batch may be larger. */
export const UNANSWERED_BYTES_MAX = 2 ** 26;

/** Bytes of the numbers in a batch; the rest is small in comparison. */
export function bytesOf(events: readonly TrainEvent[]): number {
  return events.reduce((sum, event) => sum + eventBytes(event), 0);
}

function eventBytes(event: TrainEvent): number {
  switch (event.kind) {
    case 'points':
      return event.values.byteLength;
    case 'checkpoint':
      return event.bytes.byteLength;
    case 'finished':
      return event.tensors.reduce((sum, { values }) => sum + values.byteLength, 0);
    case 'started':
    case 'progress':
      return 0;
    default:
      return event satisfies never;
  }
}

/**
 * Job → lab. Events come in batches, in order; `ended` or `failed` is the last message. A `pulse` comes every second
 * from the start, whatever the job is doing, and needs no answer: a job that sends none hangs.
 */
export type JobMessage =
  | { readonly kind: 'environment'; readonly environment: JobEnvironment }
  | { readonly kind: 'data'; readonly data: DataRecord }
  | { readonly kind: 'events'; readonly events: readonly TrainEvent[] }
  | ({ readonly kind: 'pulse' } & Pulse)
  /** `reusable`: the process can execute another run. */
  | { readonly kind: 'ended'; readonly reusable: boolean }
  | { readonly kind: 'timed'; readonly timings: DeviceTiming[] }
  | { readonly kind: 'outlined'; readonly form: LoadedDataForm; readonly notes: DataNote[] }
  | { readonly kind: 'columns'; readonly outline: CsvOutlineRecord }
  | { readonly kind: 'failed'; readonly error: WireError };

/** What only the job process knows about the environment. */
export const jobEnvironment = environmentRecord.pick({ runtime: true });
export type JobEnvironment = z.infer<typeof jobEnvironment>;

/** What a job process uses of the machine. */
export const pulse = z.object({
  /** Since this attempt began. */
  seconds: z.number().min(0),
  /** Share of one core since the last pulse: 1 means one full core. */
  cpu: z.number().min(0),
  /** The process's resident memory. */
  memoryBytes: z.number().min(0),
  /** The peak so far. */
  peakMemoryBytes: z.number().min(0),
});
export type Pulse = z.infer<typeof pulse>;
