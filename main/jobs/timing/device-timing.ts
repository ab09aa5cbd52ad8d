import { z } from 'zod';
import { DEVICE_NAMES } from '#core/device/device.ts';

/** What timing found of one device: how long real steps take there, or why none was made. */
export const deviceTiming = z.object({
  device: z.enum(DEVICE_NAMES),
  /** What ran, or would have. */
  description: z.string(),
  /** Of one step, the mean over the specs timed; null where a spec cannot run on the device. */
  msPerStep: z.number().positive().nullable(),
  /** Why it cannot, for people; empty if it can. */
  refusal: z.string(),
});
export type DeviceTiming = z.infer<typeof deviceTiming>;
