import type { PlatformDevices } from '#core/device/registry.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import type { StartCheck } from '#main/store/integrity/check-beside.ts';
import type { Output } from '../output.ts';

/** What every command receives: where to write, which database, and what the platform provides. */
export interface CommandContext {
  readonly output: Output;
  readonly databaseFile: string;
  readonly appVersion: string;
  readonly launcher: JobLauncher;
  /** How a database is checked in a process of its own. */
  readonly startCheck: StartCheck;
  readonly devices: PlatformDevices;
}
