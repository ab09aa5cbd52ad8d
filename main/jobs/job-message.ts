import { z } from 'zod';
import { csvOutline } from '#core/contract/csv-outline.ts';
import { dataNote, dataRecord } from '#core/contract/data-record.ts';
import { DEVICE_NAMES } from '#core/device/device.ts';
import { deviceTiming } from './timing/device-timing.ts';
import { CHECKPOINT_BYTES_MAX } from '#core/train/checkpoint.ts';
import { jobEnvironment, pulse, type JobMessage } from './protocol.ts';

/**
 * The schema by which the lab checks messages from a job process. Typed arrays arrive as such, by structured clone.
 * Every length is bounded, far above what a run needs.
 */

const float32 = z.instanceof(Float32Array);
const count = z.int().min(0);
const name = z.string().min(1).max(1_000);
const text = z.string().max(10_000);

const bytesPerValue = z.union([z.literal(1), z.literal(4), z.literal(8)]);
const splitForm = z.object({ count, elementType: z.enum(['byte', 'float']), bytesPerValue });

const trainEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    device: z.object({
      device: z.enum(DEVICE_NAMES),
      description: text,
      precision: z.enum(['float32', 'float64']),
    }),
    stepsTotal: count,
    stepsPerEpoch: count,
    parameterCount: count,
    from: z.object({ step: count, fresh: z.array(name).max(100_000), unused: z.array(name).max(100_000) }).optional(),
  }),
  z
    .object({
      kind: z.literal('points'),
      series: name,
      firstStep: count,
      stride: z.int().min(1),
      width: z.int().min(1),
      values: float32,
    })
    .refine((points) => points.values.length > 0 && points.values.length % points.width === 0, 'whole points'),
  z.object({ kind: z.literal('progress'), step: count }),
  z.object({
    kind: z.literal('checkpoint'),
    step: count,
    evaluated: z.boolean(),
    bytes: z
      .instanceof(Uint8Array)
      .refine(({ length }) => length <= CHECKPOINT_BYTES_MAX, 'at most as many bytes as can be stored'),
    metrics: z.record(name, z.number()),
  }),
  z.object({
    kind: z.literal('finished'),
    outcome: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('completed') }),
      z.object({ kind: z.literal('stopped'), reason: text }),
      z.object({ kind: z.literal('diverged'), step: count, reason: text.optional() }),
      z.object({ kind: z.literal('paused') }),
      z.object({ kind: z.literal('cancelled') }),
    ]),
    steps: count,
    tensors: z
      .array(
        z
          .object({
            path: name,
            role: z.enum(['parameter', 'statistic']),
            shape: z.array(count).max(8),
            values: float32,
          })
          .refine(
            ({ shape, values }) => values.length === shape.reduce((a, b) => a * b, 1),
            'as many values as the shape has',
          ),
      )
      .max(100_000),
  }),
]);

const errorCode = z.enum([
  'SPEC_INVALID',
  'DATA_INVALID',
  'DEVICE_UNAVAILABLE',
  'DEVICE_LOST',
  'UNSUPPORTED',
  'STORE',
  'NOT_FOUND',
  'CONFLICT',
  'JOB_FAILED',
  'INTERNAL',
]);

export const jobMessage: z.ZodType<JobMessage> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('environment'), environment: jobEnvironment }),
  z.object({ kind: z.literal('data'), data: dataRecord }),
  z.object({ kind: z.literal('events'), events: z.array(trainEvent).max(100_000) }),
  pulse.extend({ kind: z.literal('pulse') }),
  z.object({ kind: z.literal('ended'), reusable: z.boolean() }),
  z.object({ kind: z.literal('timed'), timings: z.array(deviceTiming) }),
  z.object({
    kind: z.literal('outlined'),
    form: z.object({ exampleShape: z.array(count).min(1), classes: count, train: splitForm, test: splitForm }),
    notes: z.array(dataNote).max(1_000),
  }),
  z.object({ kind: z.literal('columns'), outline: csvOutline }),
  z.object({
    kind: z.literal('failed'),
    error: z.object({ code: errorCode, message: z.string().max(1_000_000), details: z.unknown().optional() }),
  }),
]);
