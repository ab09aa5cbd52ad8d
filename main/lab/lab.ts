import type { LabInfo } from '#core/contract/lab-info.ts';
import type { RecoveryReport } from '#core/contract/recovery-report.ts';
import type { PlatformDevices } from '#core/device/registry.ts';
import type { DatasetKeeperOptions } from '#main/datasets/dataset-keeper.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import type { StartCheck } from '#main/store/integrity/check-beside.ts';
import type { LabRequests } from './requests/lab-requests.ts';

export interface LabOptions {
  readonly databaseFile: string;
  /** Only shows what the database holds, beside the lab that owns it or without: every change is refused. */
  readonly readOnly?: boolean;
  readonly door: LabInfo['door'];
  /** Runs that execute at once; as many as there are cores if not given. */
  readonly jobs?: number;
  readonly launcher: JobLauncher;
  /** How a database is checked while the lab works with it. */
  readonly startCheck: StartCheck;
  /** Where its devices are looked up that need more than the language; this process's own if not given. */
  readonly devices?: PlatformDevices;
  /** Where data sets are kept and got from; by default as the environment says, and from their official addresses. */
  readonly datasets?: Omit<DatasetKeeperOptions, 'onChange'>;
  /** False: no run tries 256-bit vectors. */
  readonly turbo?: boolean;
  readonly appVersion: string;
  /** The graphics processor's name, where the door can find it out. */
  readonly gpu?: string | null;
  /** For faults of this program that concern no request; by default they are written to stderr. */
  readonly reportFault?: (fault: unknown) => void;
}

/**
 * One lab: a store and a queue of jobs. All doors open onto this. Its methods are the contract's requests, by group;
 * those of the contract's group `lab` are its own.
 */
export interface Lab extends Readonly<Omit<LabRequests, 'lab'>>, Readonly<LabRequests['lab']> {
  /** What was recovered from a damaged database at this opening; null if it was whole. */
  readonly recovery: RecoveryReport | null;
  /** Damage found since then, and what to do about it; null while there is none. */
  readonly damage: string | null;
  /** Interrupts what runs; what it reported is stored. Nothing may be asked of the lab after it. */
  close(): Promise<void>;
}
