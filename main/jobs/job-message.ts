import { z } from 'zod';
import { DEVICE_NAMES } from '#core/device/device.ts';
import { deviceTiming } from './timing/device-timing.ts';
import { jobEnvironment, type JobMessage } from './protocol.ts';

/** The schema by which the lab checks what a job process says. Typed arrays arrive as such, by structured clone. */

const float32 = z.instanceof(Float32Array);
const count = z.int().min(0);

const splitForm = z.object({ count, elementType: z.enum(['byte', 'float']) });

const trainEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    device: z.object({
      device: z.enum(DEVICE_NAMES),
      description: z.string(),
      precision: z.enum(['float32', 'float64']),
    }),
    stepsTotal: count,
    stepsPerEpoch: count,
    parameterCount: count,
  }),
  z
    .object({
      kind: z.literal('points'),
      series: z.string().min(1),
      firstStep: count,
      stride: z.int().min(1),
      width: z.int().min(1),
      values: float32,
    })
    .refine((points) => points.values.length > 0 && points.values.length % points.width === 0, 'whole points'),
  z.object({ kind: z.literal('progress'), step: count }),
  z.object({
    kind: z.literal('finished'),
    outcome: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('completed') }),
      z.object({ kind: z.literal('diverged'), step: count }),
      z.object({ kind: z.literal('cancelled') }),
    ]),
    steps: count,
    tensors: z.array(
      z.object({
        path: z.string().min(1),
        role: z.enum(['parameter', 'statistic']),
        shape: z.array(count),
        values: float32,
      }),
    ),
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
  z.object({ kind: z.literal('events'), events: z.array(trainEvent) }),
  z.object({ kind: z.literal('ended') }),
  z.object({ kind: z.literal('timed'), timings: z.array(deviceTiming) }),
  z.object({
    kind: z.literal('outlined'),
    form: z.object({ exampleShape: z.array(count).min(1), classes: count, train: splitForm, test: splitForm }),
  }),
  z.object({
    kind: z.literal('failed'),
    error: z.object({ code: errorCode, message: z.string(), details: z.unknown().optional() }),
  }),
]);
