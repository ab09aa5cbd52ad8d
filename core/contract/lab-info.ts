import { z } from 'zod';
import { deviceName } from './device-name.ts';
import { recoveryReport } from './recovery-report.ts';

/** Runs that execute at once. */
export const jobCount = z.int().min(1).max(1_024);

export const labInfo = z.object({
  appVersion: z.string(),
  door: z.enum(['desktop', 'host', 'cli']),
  platform: z.string(),
  cores: z.int(),
  /** Runs that execute at once. */
  jobs: z.int(),
  /** None where the lab is read-only. */
  devices: z.array(z.object({ name: deviceName, description: z.string() })),
  databaseFile: z.string(),
  /** Where the database was found damaged at this opening: what became of it. */
  recovery: recoveryReport.optional(),
  /** Where damage was found since: which, and what to do. */
  damage: z.string().optional(),
  /** True if the lab only shows a database that another lab owns; it then refuses every change. */
  readOnly: z.literal(true).optional(),
  /** True if it lies where nothing can be written, so that a copy of it is shown, as it was at this opening. */
  isCopy: z.literal(true).optional(),
});
export type LabInfo = z.infer<typeof labInfo>;
