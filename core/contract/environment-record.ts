import { z } from 'zod';

/** On what an attempt at a run ran. */

export const environmentRecord = z.object({
  appVersion: z.string(),
  /** What actually ran, as the device reports it. */
  deviceDescription: z.string(),
  /** How it came to be this device, where `auto` chose it: what was timed, and how fast it was. */
  deviceChoice: z.string().optional(),
  precision: z.enum(['float32', 'float64']),
  cpu: z.string(),
  gpu: z.string().nullable(),
  cores: z.int(),
  memoryBytes: z.number(),
  platform: z.string(),
  runtime: z.string(),
  specHash: z.string(),
});
export type EnvironmentRecord = z.infer<typeof environmentRecord>;
