import { availableParallelism } from 'node:os';
import type { CsvOutlineRecord, CsvRequest } from '#core/contract/csv-outline.ts';
import type { ExperimentPlan } from '#core/contract/experiment-plan.ts';
import type { QueuePlace, QueueState, RunScope } from '#core/contract/queue.ts';
import type { AttemptRecord } from '#core/contract/attempt-record.ts';
import type { CheckpointRecord } from '#core/contract/checkpoint-record.ts';
import type { ExperimentDetail, ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { LabInfo } from '#core/contract/lab-info.ts';
import type { RecipeRecord } from '#core/contract/recipe-record.ts';
import { isFinal, isResumable, type RunRecord } from '#core/contract/run-record.ts';
import type { SweepDetail, SweepRecord } from '#core/contract/sweep-record.ts';
import type { RecoveryReport } from '#core/contract/recovery-report.ts';
import type { FilterCompletion, RunPage, RunQuery } from '#core/contract/run-search.ts';
import type { DeviceName, DeviceRequest } from '#core/device/device.ts';
import { listDevices, type DeviceListing } from '#core/device/registry.ts';
import { LabError } from '#core/errors.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import { formatExperiment } from '#core/spec/format.ts';
import { parseExperiment, parseExperimentText } from '#core/spec/parse/parse.ts';
import { listRecipes } from '#core/spec/recipes/recipes.ts';
import type { StepRange } from '#core/series/step-range.ts';
import { nodeDevices } from '#main/devices/platform-devices.ts';
import { openStore } from '#main/store/open-store.ts';
import type { StoredSeries } from '#main/store/series/stored-series.ts';
import type { Store } from '#main/store/store.ts';
import { Announcer } from './watching/announcer.ts';
import { askColumns } from './job-questions/ask-columns.ts';
import { planBranch, type Branch } from './creating/new-branch.ts';
import { readExperimentDetail } from './reading/experiment-detail.ts';
import { ForeignChanges } from './watching/foreign-changes.ts';
import { completeRunFilter, findRuns } from './reading/find-runs.ts';
import { runsToGoOn } from './scheduling/left-runs.ts';
import { describeMachine, usableMemoryBytes, type Machine } from './machine.ts';
import { ownStore } from './storage/own-store.ts';
import { planExperiment } from './creating/new-experiment.ts';
import { ExperimentPlanner } from './planning/experiment-planner.ts';
import { moved } from './scheduling/queue-order.ts';
import { experimentReport, type TextFile } from './reading/report.ts';
import { requireResumable, RunScheduler } from './scheduling/run-scheduler.ts';
import { runsInScope } from './scheduling/run-scope.ts';
import { StoreChecks } from './storage/store-checks.ts';
import { StoreKeeping } from './store-keeping.ts';
import { planSweep, readSweep } from './creating/new-sweep.ts';
import { UnstoredEndings } from './recording/unstored-endings.ts';
import type { Lab, LabOptions } from './lab.ts';

/** @throws StoreError if the database cannot be owned (with `details.owned` if another lab owns it), or not be read */
export async function createLab(options: LabOptions): Promise<Lab> {
  const { databaseFile, readOnly = false } = options;
  const store = readOnly ? await openStore(databaseFile, { mode: 'read' }) : await ownStore(databaseFile);
  return new StoredLab(options, store);
}

class StoredLab implements Lab {
  readonly keeping: StoreKeeping;
  readonly #options: LabOptions;
  readonly #store: Store;
  readonly #scheduler: RunScheduler;
  readonly #planner: ExperimentPlanner;
  readonly #announcer: Announcer;
  readonly #machine: Machine = describeMachine();
  readonly #unstored: UnstoredEndings;
  readonly #checks: StoreChecks;
  /** Of the owner, where this lab only shows the database. */
  readonly #foreignChanges: ForeignChanges | null;
  /** Set before the first job is ended by closing: the recorders ask for it. */
  #isClosing = false;
  #closed: Promise<void> | null = null;
  #devices: Promise<DeviceListing[]> | null = null;

  constructor(options: LabOptions, store: Store) {
    this.#options = options;
    this.#store = store;
    const { launcher, jobs = availableParallelism(), turbo = true } = options;
    const { appVersion, gpu = null, reportFault = (fault: unknown) => console.error(fault) } = options;
    this.#planner = new ExperimentPlanner({ launcher, jobs, turbo, machineBytes: usableMemoryBytes() });
    this.#unstored = new UnstoredEndings(store);
    this.#announcer = new Announcer((id) => this.#experimentRecord(id));
    this.#checks = new StoreChecks(store, this.#announcer, options.startCheck, reportFault);
    this.#foreignChanges = options.readOnly === true ? new ForeignChanges(store, this.#announcer, reportFault) : null;
    this.keeping = new StoreKeeping(store, this.#announcer, this.#checks, () => this.#requireChangeable());
    this.#scheduler = new RunScheduler({
      store,
      announcer: this.#announcer,
      launcher,
      jobs,
      turbo,
      environment: { appVersion, gpu, ...this.#machine },
      onUnstored: (ended, reason) => {
        this.#unstored.add(ended);
        reportFault(reason);
      },
    });
  }

  async workOffQueue(): Promise<void> {
    // Whoever owns the database does.
    if (this.#options.readOnly === true) return;
    const waiting = await this.#store.runs.withStatus('queued');
    const left = await runsToGoOn(this.#store);
    // What was under way goes on before what waited.
    await this.#scheduler.resume(left, Math.min(0, ...waiting.map((run) => run.queuePosition)) - left.length);
    this.#scheduler.enqueue(waiting);
  }

  get recovery(): RecoveryReport | null {
    return this.#store.recovery;
  }

  get damage(): string | null {
    return this.#checks.damage;
  }

  async info(): Promise<LabInfo> {
    const devices = (await this.#listedDevices()).filter((device) => device.available);
    return {
      appVersion: this.#options.appVersion,
      door: this.#options.door,
      platform: this.#machine.platform,
      cores: this.#machine.cores,
      jobs: this.#scheduler.jobs,
      devices: devices.map(({ name, report }) => ({ name, description: report.description })),
      databaseFile: this.#store.file,
      ...(this.recovery === null ? {} : { recovery: this.recovery }),
      ...(this.damage === null ? {} : { damage: this.damage }),
      ...(this.#options.readOnly === true ? { readOnly: true } : {}),
    };
  }

  /** Looking opens every device, so it is done once, and not where nothing can run. */
  #listedDevices(): Promise<DeviceListing[]> {
    if (this.#options.readOnly === true) return Promise.resolve([]);
    this.#devices ??= listDevices(this.#options.devices ?? nodeDevices);
    return this.#devices;
  }

  listRecipes(): readonly RecipeRecord[] {
    return listRecipes();
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

  datasetColumns(table: CsvRequest): Promise<CsvOutlineRecord> {
    return askColumns(this.#options.launcher, table);
  }

  async listExperiments(): Promise<ExperimentRecord[]> {
    const stored = await this.#store.experiments.list();
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
    if (experimentSpec.sweep === undefined) {
      const plan = planExperiment(experimentSpec, device);
      return this.#startStored((await this.#store.experiments.create(plan)).id, reason);
    }
    const { experiments } = await this.#store.sweeps.create(planSweep(experimentSpec, device));
    const started: ExperimentRecord[] = [];
    for (const { id } of experiments) started.push(await this.#startStored(id, reason));
    return started[0];
  }

  async branchRun(branch: Branch): Promise<ExperimentRecord> {
    this.#refuseWhenClosing();
    const plan = await planBranch(this.#store, branch);
    await this.#planner.requireFit(plan.spec, plan.runs[0].device);
    this.#refuseWhenClosing();
    return this.#startStored((await this.#store.experiments.create(plan)).id, null);
  }

  listSweeps(): Promise<SweepRecord[]> {
    return this.#store.sweeps.list();
  }

  async getSweep(id: string): Promise<SweepDetail> {
    const { sweep, experiments } = await readSweep(this.#store, id);
    const asTheyAre = experiments.map(async ({ experiment, runs }) => ({
      experiment: await this.#unstored.ofExperiment(experiment),
      runs: runs.map((run) => this.#unstored.ofRun(run)),
    }));
    return { sweep, experiments: await Promise.all(asTheyAre) };
  }

  async removeExperiment(id: string): Promise<void> {
    this.#requireChangeable();
    await this.cancel({ kind: 'experiment', experimentId: id });
    await this.#store.experiments.remove(id);
    this.#announcer.announce({ kind: 'experimentRemoved', experimentId: id });
  }

  async restoreExperiment(id: string): Promise<ExperimentRecord> {
    this.#requireChangeable();
    await this.#store.experiments.restore(id);
    return this.#announcer.experimentChanged(id);
  }

  async removeSweep(id: string): Promise<ExperimentRecord[]> {
    this.#requireChangeable();
    await this.cancel({ kind: 'sweep', sweepId: id });
    const removed = await this.#store.sweeps.remove(id);
    for (const { id: experimentId } of removed) this.#announcer.announce({ kind: 'experimentRemoved', experimentId });
    return removed;
  }

  async restoreSweep(id: string, removedAt?: string): Promise<ExperimentRecord[]> {
    this.#requireChangeable();
    const restored = await this.#store.sweeps.restore(id, removedAt);
    return Promise.all(restored.map((experiment) => this.#announcer.experimentChanged(experiment.id)));
  }

  report(experimentId: string): Promise<TextFile> {
    return experimentReport(this.#store, experimentId, this.#options.appVersion);
  }

  async getRun(id: string): Promise<RunRecord> {
    return this.#unstored.ofRun(await this.#store.runs.get(id));
  }

  listAttempts(runId: string): Promise<AttemptRecord[]> {
    return this.#store.attempts.list(runId);
  }

  listCheckpoints(runId: string): Promise<CheckpointRecord[]> {
    return this.#store.checkpoints.list(runId);
  }

  async queue(): Promise<QueueState> {
    const [running, waiting, paused, interrupted] = await Promise.all(
      (['running', 'queued', 'paused', 'interrupted'] as const).map((status) => this.#store.runs.withStatus(status)),
    );
    return { running: running.filter((run) => this.#unstored.ofRun(run) === run), waiting, paused, interrupted };
  }

  async pause(scope: RunScope): Promise<RunRecord[]> {
    this.#requireChangeable();
    const runs = await runsInScope(this.#store, scope);
    await this.#scheduler.pause(runs);
    return this.#asTheyAre(runs);
  }

  async cancel(scope: RunScope): Promise<RunRecord[]> {
    this.#requireChangeable();
    const runs = await runsInScope(this.#store, scope);
    await this.#scheduler.cancel(runs);
    return this.#asTheyAre(runs);
  }

  async resume(scope: RunScope): Promise<RunRecord[]> {
    this.#refuseWhenClosing();
    const runs = await runsInScope(this.#store, scope);
    if (scope.kind === 'run') requireResumable(runs[0]);
    if (scope.kind === 'run') return this.#scheduler.resume(runs);
    const left = runs.filter(({ status }) => status === 'paused' || status === 'interrupted');
    // What was cancelled or failed goes on only where nothing else can be meant.
    const hasEnded = scope.kind !== 'all' && runs.every(({ status }) => isFinal(status) && status !== 'interrupted');
    return this.#scheduler.resume(hasEnded ? runs.filter(({ status }) => isResumable(status)) : left);
  }

  async move(scope: RunScope, place: QueuePlace): Promise<QueueState> {
    this.#requireChangeable();
    const ids = new Set((await runsInScope(this.#store, scope)).map(({ id }) => id));
    await this.#scheduler.order(moved(await this.#store.runs.withStatus('queued'), ids, place));
    return this.queue();
  }

  async prioritize(scope: RunScope, priority: number): Promise<QueueState> {
    this.#requireChangeable();
    const runs = (await runsInScope(this.#store, scope)).filter(({ status }) => !isFinal(status));
    await this.#scheduler.order(new Map(runs.map((run) => [run.id, { priority, position: run.queuePosition }])));
    return this.queue();
  }

  async findRuns(query: RunQuery): Promise<RunPage> {
    const { runs, total } = await findRuns(this.#store, query);
    return { runs: runs.map((run) => this.#unstored.ofRun(run)), total };
  }

  completeFilter(text: string, cursor: number): Promise<FilterCompletion> {
    return completeRunFilter(this.#store, text, cursor);
  }

  readSeries(runIds: readonly string[], names?: readonly string[], range?: StepRange): Promise<StoredSeries[]> {
    return this.#store.series.read(runIds, names, range);
  }

  watch(experimentId?: string): AsyncIterableIterator<LabEvent> {
    const events = this.#announcer.watch(experimentId);
    this.#foreignChanges?.start();
    return events;
  }

  close(): Promise<void> {
    this.#isClosing = true;
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#checks.close();
    await this.#scheduler.close();
    await this.#foreignChanges?.stop();
    this.#announcer.end();
    await this.#store.close();
  }

  async #experimentRecord(id: string): Promise<ExperimentRecord> {
    return this.#unstored.ofExperiment(await this.#store.experiments.record(id));
  }

  /** Once for all runs: arms that are compared must not differ in their device. */
  async #choose(request: DeviceRequest, spec: ExperimentSpec): Promise<{ device: DeviceName; reason: string | null }> {
    if (request !== 'auto') return { device: request, reason: null };
    return this.#planner.choose(spec);
  }

  /** The runs as they are now. */
  #asTheyAre(runs: readonly RunRecord[]): Promise<RunRecord[]> {
    return Promise.all(runs.map(({ id }) => this.getRun(id)));
  }

  /** Announces an experiment that has just been stored, and queues its runs. */
  async #startStored(id: string, deviceChoice: string | null): Promise<ExperimentRecord> {
    const { runs } = await this.#store.experiments.get(id);
    const experiment = await this.#announcer.experimentChanged(id);
    for (const run of runs) this.#announcer.announce({ kind: 'runChanged', run });
    this.#scheduler.enqueue(runs, deviceChoice);
    return experiment;
  }

  #refuseWhenClosing(): void {
    this.#requireChangeable();
    if (this.#isClosing) throw new LabError('CONFLICT', 'The lab is closing: no experiment can be started any more.');
  }

  /** @throws LabError (CONFLICT) if the lab only shows what another one owns */
  #requireChangeable(): void {
    if (this.#options.readOnly !== true) return;
    throw new LabError(
      'CONFLICT',
      `The database ${this.#store.file} is open read-only here: nothing can be started or changed. Use the BatchNorm Lab that has it open, or close that one and open it here again.`,
      { readOnly: true },
    );
  }
}
