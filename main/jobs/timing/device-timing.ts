import { z } from 'zod';
import { DEVICE_NAMES } from '#core/device/device.ts';

/** The mean duration of one spec's calls, from real ones. */
export const specTiming = z.object({
  msPerStep: z.number().positive(),
  /** One batch of the test set in evaluation mode. */
  msPerEvaluationBatch: z.number().positive(),
});
export type SpecTiming = z.infer<typeof specTiming>;

/** The timing of one device: how long real steps take, or why none was executed. */
export const deviceTiming = z.object({
  device: z.enum(DEVICE_NAMES),
  /** What ran, or would have run. */
  description: z.string(),
  /** Per step, the mean over the timed specs; null if one of them cannot run on the device. */
  msPerStep: z.number().positive().nullable(),
  /** Per spec, in their order; empty if one of them cannot run. */
  perSpec: z.array(specTiming),
  /** Why it cannot run, for people; empty if it can. */
  refusal: z.string(),
});
export type DeviceTiming = z.infer<typeof deviceTiming>;
