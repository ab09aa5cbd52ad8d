import type { ArmPlan, ExperimentPlan } from '#core/contract/experiment-plan.ts';
import type { DeviceName, DeviceRequest } from '#core/device/device.ts';
import { warningsFirst, type DataNote } from '#core/data/data-note.ts';
import { LabError } from '#core/errors.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import type { DeviceTiming, SpecTiming } from '#main/jobs/timing/device-timing.ts';
import { chooseDevice, type DeviceChoice } from './choose-device.ts';
import { timeSpecs } from '../job-questions/time-specs.ts';
import { DataForms } from './data-forms.ts';
import { requireFit } from './fit.ts';
import { queueDuration } from './queue-duration.ts';
import { requirementsOf, type Requirements } from './requirements.ts';
import { plannedArms, runKinds, type PlannedArm } from './run-kinds.ts';

/** A net whose first steps take longer than this on the device asked for is planned without an estimate of the time. */
const TIMING_MS_MAX = 30_000;
/** So much more for each further kind of run that a sweep has. */
const FURTHER_TIMING_MS_MAX = 5_000;

export interface PlannerOptions {
  readonly launcher: JobLauncher;
  /** Runs that execute at once. */
  readonly jobs: number;
  /** False: no run tries 256-bit vectors. */
  readonly turbo: boolean;
  /** What programs can have of this machine's memory. */
  readonly machineBytes: number;
}

type Costs = PlannedArm & { readonly cost: readonly number[] | null };
type Kind = readonly [PlannedArm, ...PlannedArm[]];
type Needs = PlannedArm & { readonly requirements: Requirements };
type TimedNeeds = Needs & { readonly timing: SpecTiming | undefined };

/** Finds out what an experiment takes before it is stored or trained, and refuses what cannot fit. */
export class ExperimentPlanner {
  readonly #options: PlannerOptions;
  readonly #forms: DataForms;

  constructor(options: PlannerOptions) {
    this.#options = options;
    this.#forms = new DataForms(options.launcher);
  }

  /** By timing real steps of every arm, and of a sweep at each point where they take another time. */
  async choose(spec: ExperimentSpec): Promise<DeviceChoice> {
    return this.#choose(timedKinds(await this.#costs(plannedArms(spec))));
  }

  /**
   * An unreadable data set is not a fault of the spec; the run reports it.
   * @throws DeviceError (UNSUPPORTED) with the figures where an arm cannot fit; SpecError where one cannot train on its data.
   */
  async requireFit(spec: ExperimentSpec, device: DeviceName): Promise<void> {
    try {
      await this.#needs(plannedArms(spec), device);
    } catch (thrown) {
      if (!(thrown instanceof LabError) || (thrown.code !== 'DATA_INVALID' && thrown.code !== 'JOB_FAILED'))
        throw thrown;
    }
  }

  /**
   * What a person should know of the data sets before they run it, warnings first; nothing of a set that cannot be read,
   * which the run reports.
   */
  async dataNotes(spec: ExperimentSpec): Promise<DataNote[]> {
    const notes = new Map<string, DataNote>();
    for (const arm of plannedArms(spec)) {
      const found = await this.#forms.notes(arm.spec).catch((thrown: unknown) => {
        if (thrown instanceof LabError) return [];
        throw thrown;
      });
      for (const note of found) notes.set(note.text, note);
    }
    return warningsFirst([...notes.values()]);
  }

  /**
   * @param timed Whether to time real steps, which takes seconds, for an estimate of the time. `auto` times in any case.
   * @throws DeviceError (UNSUPPORTED) with the figures where an arm cannot fit; DataError's code where a data set cannot be read.
   */
  async plan(spec: ExperimentSpec, request: DeviceRequest, timed: boolean): Promise<ExperimentPlan> {
    const arms = plannedArms(spec);
    const kinds = timed || request === 'auto' ? timedKinds(await this.#costs(arms)) : [];
    const choice = request === 'auto' ? await this.#choose(kinds) : null;
    const device = choice?.device ?? (request === 'auto' ? 'wasm' : request);
    const needs = await this.#needs(arms, device);
    const timing = choice?.timing ?? (timed ? await this.#time(kinds, device) : 'Nothing was timed.');
    const perKind = typeof timing === 'string' ? [] : timing.perSpec;
    const timings = new Map(kinds.flatMap((kind, index) => kind.map(({ spec: arm }) => [arm, perKind[index]])));
    const timedNeeds = needs.map((need): TimedNeeds => ({ ...need, timing: timings.get(need.spec) }));
    const { jobs, machineBytes } = this.#options;
    const seeds = spec.seeds.length;
    return {
      device,
      deviceChoice: choice?.reason ?? null,
      arms: runKinds(timedNeeds, ({ requirements }) => requirements).map(armPlan),
      points: arms.length / spec.arms.length,
      runs: arms.length * seeds,
      jobs,
      peakBytes: peakBytes(needs, seeds, jobs),
      machineBytes,
      durationMs: experimentDuration(timedNeeds, spec, jobs),
      dataNotes: await this.dataNotes(spec),
      estimate:
        typeof timing === 'string'
          ? { kind: 'none', reason: timing }
          : { kind: 'timedSteps', device: timing.description },
    };
  }

  #choose(kinds: readonly Kind[]): Promise<DeviceChoice> {
    const specs = kinds.map(([{ spec }]) => spec);
    return chooseDevice(this.#options.launcher, specs, this.#options.turbo);
  }

  async #needs(arms: readonly PlannedArm[], device: DeviceName): Promise<Needs[]> {
    const needs: Needs[] = [];
    for (const arm of arms) {
      const requirements = requirementsOf(arm.spec, await this.#forms.of(arm.spec), device);
      requireFit(arm, requirements, device, this.#options.machineBytes);
      needs.push({ ...arm, requirements });
    }
    return needs;
  }

  /** What a step of each arm costs on any device; of data that cannot be read, nothing is known. */
  async #costs(arms: readonly PlannedArm[]): Promise<Costs[]> {
    const costs: Costs[] = [];
    for (const arm of arms) {
      const form = await this.#forms.of(arm.spec).catch((thrown: unknown) => {
        if (thrown instanceof LabError) return null;
        throw thrown;
      });
      const work = form === null ? null : requirementsOf(arm.spec, form, 'wasm');
      costs.push({ ...arm, cost: work === null ? null : [work.parameterCount, work.flopsPerStep, work.bytesPerStep] });
    }
    return costs;
  }

  /** @returns why nothing could be timed, where nothing could. */
  async #time(kinds: readonly Kind[], device: DeviceName): Promise<DeviceTiming | string> {
    const { launcher, turbo } = this.#options;
    try {
      const specs = kinds.map(([{ spec }]) => spec);
      const limitMs = TIMING_MS_MAX + (kinds.length - 1) * FURTHER_TIMING_MS_MAX;
      const [timing] = await timeSpecs(launcher, specs, [device], turbo, limitMs);
      return timing.msPerStep === null ? timing.refusal : timing;
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown;
      return thrown.message;
    }
  }
}

function timedKinds(costs: readonly Costs[]): Kind[] {
  return runKinds(costs, ({ cost }) => cost);
}

function armPlan(kind: readonly [TimedNeeds, ...TimedNeeds[]]): ArmPlan {
  const [first] = kind;
  return {
    arm: first.name,
    points: kind.flatMap(({ point }) => point ?? []),
    ...first.requirements,
    msPerStep: first.timing?.msPerStep ?? null,
    durationMs: runDuration(first),
  };
}

function runDuration({ requirements, timing }: TimedNeeds): number | null {
  if (timing === undefined) return null;
  return requirements.steps * timing.msPerStep + requirements.evaluationBatches * timing.msPerEvaluationBatch;
}

/** The queue takes the runs point by point, and seed by seed. */
function experimentDuration(needs: readonly TimedNeeds[], spec: ExperimentSpec, jobs: number): number | null {
  const durations = needs.map(runDuration);
  if (durations.some((duration) => duration === null)) return null;
  const perPoint = spec.arms.length;
  const inOrder = durations.flatMap((_, index) => {
    if (index % perPoint !== 0) return [];
    const point = durations.slice(index, index + perPoint).flatMap((duration) => duration ?? []);
    return spec.seeds.flatMap(() => point);
  });
  return queueDuration(inOrder, jobs);
}

function peakBytes(needs: readonly Needs[], seeds: number, jobs: number): number {
  const perRun = needs.flatMap(({ requirements }) =>
    Array.from({ length: seeds }, () => requirements.memory.processBytes),
  );
  const largest = perRun.sort((a, b) => b - a).slice(0, jobs);
  return largest.reduce((sum, bytes) => sum + bytes, 0);
}
