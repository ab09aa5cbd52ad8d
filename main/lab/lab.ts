import { availableParallelism } from 'node:os';
import type { ExperimentPlan } from '#core/contract/experiment-plan.ts';
import {
  isFinal,
  type ExperimentDetail,
  type ExperimentRecord,
  type LabEvent,
  type LabInfo,
  type RecipeRecord,
  type RunRecord,
} from '#core/contract/records.ts';
import type { DeviceName, DeviceRequest } from '#core/device/device.ts';
import { listDevices, type DeviceListing, type PlatformDevices } from '#core/device/registry.ts';
import { LabError } from '#core/errors.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import { formatExperiment } from '#core/spec/format.ts';
import { parseExperiment, parseExperimentText } from '#core/spec/parse.ts';
import { recipes } from '#core/spec/recipes/recipes.ts';
import { nodeDevices } from '#main/devices/platform-devices.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { JobQueue } from '#main/jobs/job-queue.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store, StoredSeries } from '#main/store/store.ts';
import { Announcer } from './announcer.ts';
import { readExperimentDetail } from './experiment-detail.ts';
import { describeMachine, usableMemoryBytes, type Machine } from './machine.ts';
import { planExperiment } from './plan-experiment.ts';
import { ExperimentPlanner } from './plan/experiment-planner.ts';
import { experimentReport, type TextFile } from './report.ts';
import { RunRecorder } from './run-recorder.ts';
import { UnstoredEndings } from './unstored-endings.ts';

export interface LabOptions {
  readonly databaseFile: string;
  readonly door: LabInfo['door'];
  /** Runs that execute at once; as many as there are cores if not given. */
  readonly jobs?: number;
  readonly launcher: JobLauncher;
  /** Where its devices are looked up that need more than the language; this process's own if not given. */
  readonly devices?: PlatformDevices;
  /** False: no run tries 256-bit vectors. */
  readonly turbo?: boolean;
  readonly appVersion: string;
  /** The graphics processor's name, where the door can find it out. */
  readonly gpu?: string | null;
  /** For faults of this program that concern no request; by default they are written to stderr. */
  readonly reportFault?: (fault: unknown) => void;
}

/** One lab: a store and a queue of jobs. All doors open onto this; the contract's requests are its methods. */
export interface Lab {
  info(): Promise<LabInfo>;
  listRecipes(): readonly RecipeRecord[];
  /** @throws SpecError with every fault */
  parseSpec(text: string): ExperimentSpec;
  /** @throws SpecError with every fault */
  formatSpec(spec: unknown): string;
  /**
   * What the experiment will take; nothing is stored.
   * @param timed whether real steps are timed, for an estimate of the time
   * @throws SpecError with every fault; DeviceError (UNSUPPORTED) with the figures where a run cannot fit
   */
  planSpec(spec: unknown, device: DeviceRequest, timed: boolean): Promise<ExperimentPlan>;

  listExperiments(): Promise<ExperimentRecord[]>;
  getExperiment(id: string): Promise<ExperimentDetail>;
  /**
   * Stores the experiment with all its runs, and queues them.
   * @throws SpecError with every fault; DeviceError (UNSUPPORTED) with the figures where a run cannot fit
   */
  startExperiment(spec: unknown, device: DeviceRequest): Promise<ExperimentRecord>;
  /** Resolves when none of its runs executes any more. */
  cancelExperiment(id: string): Promise<ExperimentRecord>;
  removeExperiment(id: string): Promise<void>;
  restoreExperiment(id: string): Promise<ExperimentRecord>;
  report(experimentId: string): Promise<TextFile>;

  getRun(id: string): Promise<RunRecord>;
  /** Resolves when it does not execute any more. */
  cancelRun(id: string): Promise<RunRecord>;
  readSeries(runIds: readonly string[], names?: readonly string[]): Promise<StoredSeries[]>;

  /** All changes from now on; with an experiment's id, the points of its runs too. Ends when the lab closes. */
  watch(experimentId?: string): AsyncIterableIterator<LabEvent>;
  /** Ends what runs, as interrupted; what was reported is stored. Nothing may be asked of the lab after it. */
  close(): Promise<void>;
}

/** @throws StoreError if the database cannot be owned */
export async function createLab(options: LabOptions): Promise<Lab> {
  const store = await openStore(options.databaseFile, { mode: 'own' });
  await store.interruptOrphans();
  return new StoredLab(options, store);
}

class StoredLab implements Lab {
  readonly #options: LabOptions;
  readonly #store: Store;
  readonly #queue: JobQueue;
  readonly #planner: ExperimentPlanner;
  readonly #announcer: Announcer;
  readonly #machine: Machine = describeMachine();
  readonly #unstored: UnstoredEndings;
  /** Set before the first job is ended by closing: the recorders ask for it. */
  #isClosing = false;
  #closed: Promise<void> | null = null;
  #devices: Promise<DeviceListing[]> | null = null;

  constructor(options: LabOptions, store: Store) {
    this.#options = options;
    this.#store = store;
    const { launcher, jobs = availableParallelism(), turbo = true } = options;
    this.#queue = new JobQueue({ launcher, jobs });
    this.#planner = new ExperimentPlanner({ launcher, jobs, turbo, machineBytes: usableMemoryBytes() });
    this.#unstored = new UnstoredEndings(store);
    this.#announcer = new Announcer((id) => this.#experimentRecord(id));
  }

  async info(): Promise<LabInfo> {
    // Looking opens every device, so it is done once.
    this.#devices ??= listDevices(this.#options.devices ?? nodeDevices);
    const devices = (await this.#devices).filter((device) => device.available);
    return {
      appVersion: this.#options.appVersion,
      door: this.#options.door,
      platform: this.#machine.platform,
      cores: this.#machine.cores,
      jobs: this.#queue.jobs,
      devices: devices.map(({ name, report }) => ({ name, description: report.description })),
      databaseFile: this.#store.file,
    };
  }

  listRecipes(): readonly RecipeRecord[] {
    return recipes;
  }

  parseSpec(text: string): ExperimentSpec {
    return parseExperimentText(text);
  }

  formatSpec(spec: unknown): string {
    return formatExperiment(parseExperiment(spec));
  }

  async planSpec(spec: unknown, device: DeviceRequest, timed: boolean): Promise<ExperimentPlan> {
    return this.#planner.plan(parseExperiment(spec), device, timed);
  }

  async listExperiments(): Promise<ExperimentRecord[]> {
    const stored = await this.#store.listExperiments();
    return Promise.all(stored.map((experiment) => this.#unstored.ofExperiment(experiment)));
  }

  async getExperiment(id: string): Promise<ExperimentDetail> {
    const stored = await readExperimentDetail(this.#store, id);
    const experiment = await this.#unstored.ofExperiment(stored.experiment);
    return { ...stored, experiment, runs: stored.runs.map((run) => this.#unstored.ofRun(run)) };
  }

  async startExperiment(spec: unknown, request: DeviceRequest): Promise<ExperimentRecord> {
    this.#refuseWhenClosing();
    const experimentSpec = parseExperiment(spec);
    const { device, reason } = await this.#choose(request, experimentSpec);
    await this.#planner.requireFit(experimentSpec, device);
    this.#refuseWhenClosing();
    const plan = planExperiment(experimentSpec, device);
    const { id } = await this.#store.createExperiment(plan);
    const { runs, armSpecs } = await this.#store.getExperiment(id);
    const experiment = await this.#announcer.experimentChanged(id);
    this.#queue.submit(
      runs.map((run) => ({
        id: run.id,
        start: {
          spec: armSpecs[run.arm],
          seed: run.seed,
          device: run.device,
          turbo: this.#options.turbo ?? true,
          checkpoint: null,
          earlierSeconds: 0,
        },
        listener: this.#recorder(run, reason),
      })),
    );
    return experiment;
  }

  async cancelExperiment(id: string): Promise<ExperimentRecord> {
    const { runs } = await this.#store.getExperiment(id);
    await this.#queue.cancel(runs.filter((run) => !isFinal(run.status)).map((run) => run.id));
    return this.#experimentRecord(id);
  }

  async removeExperiment(id: string): Promise<void> {
    await this.cancelExperiment(id);
    await this.#store.removeExperiment(id);
    this.#announcer.announce({ kind: 'experimentRemoved', experimentId: id });
  }

  async restoreExperiment(id: string): Promise<ExperimentRecord> {
    await this.#store.restoreExperiment(id);
    return this.#announcer.experimentChanged(id);
  }

  report(experimentId: string): Promise<TextFile> {
    return experimentReport(this.#store, experimentId, this.#options.appVersion);
  }

  async getRun(id: string): Promise<RunRecord> {
    return this.#unstored.ofRun(await this.#store.getRun(id));
  }

  async cancelRun(id: string): Promise<RunRecord> {
    await this.#store.getRun(id);
    await this.#queue.cancel([id]);
    return this.getRun(id);
  }

  readSeries(runIds: readonly string[], names?: readonly string[]): Promise<StoredSeries[]> {
    return this.#store.readSeries(runIds, names);
  }

  watch(experimentId?: string): AsyncIterableIterator<LabEvent> {
    return this.#announcer.watch(experimentId);
  }

  close(): Promise<void> {
    this.#isClosing = true;
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#queue.cancelAll();
    this.#announcer.end();
    await this.#store.close();
  }

  async #experimentRecord(id: string): Promise<ExperimentRecord> {
    return this.#unstored.ofExperiment(await this.#store.getExperimentRecord(id));
  }

  /** Once for all runs: arms that are compared must not differ in their device. */
  async #choose(request: DeviceRequest, spec: ExperimentSpec): Promise<{ device: DeviceName; reason: string | null }> {
    if (request !== 'auto') return { device: request, reason: null };
    return this.#planner.choose(spec);
  }

  #recorder(run: RunRecord, deviceChoice: string | null): RunRecorder {
    const { appVersion, gpu = null, reportFault = (fault: unknown) => console.error(fault) } = this.#options;
    return new RunRecorder({
      run,
      store: this.#store,
      announcer: this.#announcer,
      environment: {
        appVersion,
        gpu,
        ...(deviceChoice === null ? {} : { deviceChoice }),
        ...this.#machine,
        specHash: run.specHash,
      },
      isClosing: () => this.#isClosing,
      onUnstored: (ended, reason) => {
        this.#unstored.add(ended);
        reportFault(reason);
      },
    });
  }

  #refuseWhenClosing(): void {
    if (this.#isClosing) throw new LabError('CONFLICT', 'The lab is closing: no experiment can be started any more.');
  }
}
