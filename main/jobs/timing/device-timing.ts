import { z } from 'zod';
import { DEVICE_NAMES } from '#core/device/device.ts';

/** How long one spec's calls take, means over real ones. */
export const specTiming = z.object({
  msPerStep: z.number().positive(),
  /** One batch of the test set in evaluation mode. */
  msPerEvaluationBatch: z.number().positive(),
});
export type SpecTiming = z.infer<typeof specTiming>;

/** What timing found of one device: how long real steps take there, or why none was made. */
export const deviceTiming = z.object({
  device: z.enum(DEVICE_NAMES),
  /** What ran, or would have. */
  description: z.string(),
  /** Of one step, the mean over the specs timed; null where a spec cannot run on the device. */
  msPerStep: z.number().positive().nullable(),
  /** Of each spec, in their order; empty where one cannot run. */
  perSpec: z.array(specTiming),
  /** Why it cannot, for people; empty if it can. */
  refusal: z.string(),
});
export type DeviceTiming = z.infer<typeof deviceTiming>;
