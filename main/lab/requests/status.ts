import type { LabInfo } from '#core/contract/lab-info.ts';
import { listDevices, type DeviceListing } from '#core/device/registry.ts';
import { nodeDevices } from '#main/devices/platform-devices.ts';
import type { Store } from '#main/store/store.ts';
import type { LabOptions } from '../lab.ts';
import type { Machine } from '../machine.ts';
import type { RunScheduler } from '../scheduling/run-scheduler.ts';
import { writeJobs } from '../storage/job-setting.ts';
import type { StoreChecks } from '../storage/store-checks.ts';
import type { Announcer } from '../watching/announcer.ts';
import type { ForeignChanges } from '../watching/foreign-changes.ts';
import type { LabRequests } from './lab-requests.ts';

interface Parts {
  readonly options: LabOptions;
  readonly store: Store;
  readonly machine: Machine;
  readonly scheduler: RunScheduler;
  readonly checks: StoreChecks;
  readonly announcer: Announcer;
  /** Of the database's owner, where this lab only shows it. */
  readonly foreignChanges: ForeignChanges | null;
}

/** What the lab is, and what happens in it. */
export function statusRequests(parts: Parts): LabRequests['lab'] {
  const { options, store, machine, scheduler, checks, announcer, foreignChanges } = parts;
  const isReadOnly = options.readOnly === true;
  let devices: Promise<DeviceListing[]> | null = null;

  /** Looking opens every device, so it is done once, and not where nothing can run. */
  function listedDevices(): Promise<DeviceListing[]> {
    if (isReadOnly) return Promise.resolve([]);
    devices ??= listDevices(options.devices ?? nodeDevices);
    return devices;
  }

  async function info(): Promise<LabInfo> {
    return {
      appVersion: options.appVersion,
      door: options.door,
      platform: machine.platform,
      cores: machine.cores,
      jobs: scheduler.jobs,
      devices: (await listedDevices())
        .filter((device) => device.available)
        .map(({ name, report }) => ({ name, description: report.description })),
      databaseFile: store.file,
      ...(store.recovery === null ? {} : { recovery: store.recovery }),
      ...(checks.damage === null ? {} : { damage: checks.damage }),
      ...(isReadOnly ? { readOnly: true } : {}),
      ...(store.isCopy ? { isCopy: true } : {}),
    };
  }

  return {
    info,
    setJobs: async ({ jobs }) => {
      await writeJobs(store, jobs);
      scheduler.jobs = jobs ?? machine.cores;
      return info();
    },
    /** Misses nothing from now on, even before the first `next()`. Ends when the lab closes. */
    watch: ({ experimentId, series }) => {
      const events = announcer.watch(experimentId, series);
      foreignChanges?.start();
      return events;
    },
  };
}
