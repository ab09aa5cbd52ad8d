import { availableParallelism } from 'node:os';
import { DatasetKeeper } from '#main/datasets/dataset-keeper.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { warnOfFault } from '#main/terminal/write-line.ts';
import type { Lab, LabOptions } from './lab.ts';
import { describeMachine, usableMemoryBytes } from './machine.ts';
import { ExperimentPlanner } from './planning/experiment-planner.ts';
import { UnstoredEndings } from './recording/unstored-endings.ts';
import { archiveRequests } from './requests/archive.ts';
import { datasetRequests } from './requests/datasets.ts';
import { experimentRequests } from './requests/experiments.ts';
import { guarded } from './requests/guarded.ts';
import { Permissions } from './requests/permissions.ts';
import { queueRequests } from './requests/queue.ts';
import { recipeRequests } from './requests/recipes.ts';
import { runRequests } from './requests/runs.ts';
import { specRequests } from './requests/specs.ts';
import { statusRequests } from './requests/status.ts';
import { storeRequests } from './requests/store.ts';
import { sweepRequests } from './requests/sweeps.ts';
import { ExperimentStarter } from './scheduling/experiment-starter.ts';
import { RunScheduler } from './scheduling/run-scheduler.ts';
import { readJobs } from './storage/job-setting.ts';
import { ownStore } from './storage/own-store.ts';
import { StoreChecks } from './storage/store-checks.ts';
import { Announcer } from './watching/announcer.ts';
import { ForeignChanges } from './watching/foreign-changes.ts';

/** @throws StoreError if the database cannot be owned (with `details.owned` if another lab owns it), or not be read */
export async function createLab(options: LabOptions): Promise<Lab> {
  const { databaseFile, readOnly = false } = options;
  const store = readOnly ? await openStore(databaseFile, { mode: 'read' }) : await ownStore(databaseFile);
  return composed(options, store, options.jobs ?? (await readJobs(store)) ?? availableParallelism());
}

function composed(options: LabOptions, store: Store, jobs: number): Lab {
  const { launcher, turbo = true, readOnly = false } = options;
  const { appVersion, gpu = null, reportFault = warnOfFault } = options;
  const machine = describeMachine();
  const permissions = new Permissions(store.file, readOnly);
  const unstored = new UnstoredEndings(store);
  const announcer = new Announcer(async (id) => unstored.ofExperiment(await store.experiments.record(id)));
  const checks = new StoreChecks(store, announcer, options.startCheck, reportFault);
  const foreignChanges = readOnly ? new ForeignChanges(store, announcer, reportFault) : null;
  const datasets = new DatasetKeeper({
    ...options.datasets,
    onChange: (dataset) => announcer.announce({ kind: 'datasetChanged', dataset }),
  });
  const planner = new ExperimentPlanner({
    launcher,
    get jobs() {
      return scheduler.jobs;
    },
    turbo,
    machineBytes: usableMemoryBytes(),
  });
  const scheduler = new RunScheduler({
    store,
    announcer,
    launcher,
    jobs,
    turbo,
    environment: { appVersion, gpu, ...machine },
    onUnstored: (ended, reason) => {
      unstored.add(ended);
      reportFault(reason);
    },
  });
  const requireOpen = () => permissions.require('start');
  const starter = new ExperimentStarter({ store, announcer, scheduler, requireOpen });
  const requests = guarded(
    {
      lab: statusRequests({ options, store, machine, scheduler, checks, announcer, foreignChanges }),
      recipes: recipeRequests(),
      specs: specRequests(planner),
      datasets: datasetRequests(launcher, datasets),
      experiments: experimentRequests({
        store,
        announcer,
        planner,
        datasets,
        scheduler,
        starter,
        unstored,
        appVersion,
      }),
      sweeps: sweepRequests({ store, announcer, scheduler, unstored }),
      queue: queueRequests({ store, scheduler, unstored }),
      runs: runRequests({ store, announcer, planner, datasets, starter, unstored }),
      store: storeRequests(store, checks, announcer),
      archive: archiveRequests(store, announcer),
    },
    (effect) => permissions.require(effect),
  );

  async function end(): Promise<void> {
    checks.close();
    await datasets.close();
    await scheduler.close();
    await foreignChanges?.stop();
    announcer.end();
    await store.close();
  }

  let ended: Promise<void> | null = null;
  const { lab, ...groups } = requests;
  return {
    ...groups,
    ...lab,
    recovery: store.recovery,
    get damage() {
      return checks.damage;
    },
    close() {
      permissions.close();
      ended ??= end();
      return ended;
    },
  };
}
