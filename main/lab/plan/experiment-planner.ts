import type { ArmPlan, ExperimentPlan } from '#core/contract/experiment-plan.ts';
import type { DeviceName, DeviceRequest } from '#core/device/device.ts';
import { LabError } from '#core/errors.ts';
import { armSpecs } from '#core/spec/arms.ts';
import type { ExperimentSpec, RunSpec } from '#core/spec/experiment.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import type { DeviceTiming, SpecTiming } from '#main/jobs/timing/device-timing.ts';
import { chooseDevice, type DeviceChoice } from '../choose-device.ts';
import { timeSpecs } from '../time-specs.ts';
import { DataForms } from './data-forms.ts';
import { requireFit } from './fit.ts';
import { queueDuration } from './queue-duration.ts';
import { machineBytesOf, requirementsOf, type Requirements } from './requirements.ts';

/** A net whose first steps take longer than this on the device asked for is planned without an estimate of the time. */
const TIMING_MS_MAX = 30_000;

export interface PlannerOptions {
  readonly launcher: JobLauncher;
  /** Runs that execute at once. */
  readonly jobs: number;
  /** False: no run tries 256-bit vectors. */
  readonly turbo: boolean;
  /** What programs can have of this machine's memory. */
  readonly machineBytes: number;
}

interface Arm {
  readonly name: string;
  readonly spec: RunSpec;
}

type Needs = Arm & { readonly requirements: Requirements };

/** Finds out what an experiment takes before it is stored or trained, and refuses what cannot fit. */
export class ExperimentPlanner {
  readonly #options: PlannerOptions;
  readonly #forms: DataForms;

  constructor(options: PlannerOptions) {
    this.#options = options;
    this.#forms = new DataForms(options.launcher);
  }

  /** By timing real steps of every arm. */
  choose(spec: ExperimentSpec): Promise<DeviceChoice> {
    const specs = armsOf(spec).map((arm) => arm.spec);
    return chooseDevice(this.#options.launcher, specs, this.#options.turbo);
  }

  /**
   * A data set that cannot be read is no fault of the spec's, and the run's to tell.
   * @throws DeviceError (UNSUPPORTED) with the figures where an arm cannot fit; SpecError where one cannot train on its data.
   */
  async requireFit(spec: ExperimentSpec, device: DeviceName): Promise<void> {
    try {
      await this.#needs(spec, device);
    } catch (thrown) {
      if (!(thrown instanceof LabError) || (thrown.code !== 'DATA_INVALID' && thrown.code !== 'JOB_FAILED'))
        throw thrown;
    }
  }

  /**
   * @param timed Whether to time real steps, which takes seconds, for an estimate of the time. `auto` times in any case.
   * @throws DeviceError (UNSUPPORTED) with the figures where an arm cannot fit; DataError's code where a data set cannot be read.
   */
  async plan(spec: ExperimentSpec, request: DeviceRequest, timed: boolean): Promise<ExperimentPlan> {
    const choice = request === 'auto' ? await this.choose(spec) : null;
    const device = choice?.device ?? (request === 'auto' ? 'wasm' : request);
    const needs = await this.#needs(spec, device);
    const timing = choice?.timing ?? (timed ? await this.#time(needs, device) : 'Nothing was timed.');
    const { jobs, machineBytes } = this.#options;
    const perSpec = typeof timing === 'string' ? [] : timing.perSpec;
    const arms = needs.map(({ name, requirements }, index) => armPlan(name, requirements, perSpec[index]));
    return {
      device,
      deviceChoice: choice?.reason ?? null,
      arms,
      runs: arms.length * spec.seeds.length,
      jobs,
      peakBytes: peakBytes(needs, spec.seeds.length, jobs, device),
      machineBytes,
      durationMs: experimentDuration(arms, spec.seeds.length, jobs),
      estimate:
        typeof timing === 'string'
          ? { kind: 'none', reason: timing }
          : { kind: 'timedSteps', device: timing.description },
    };
  }

  async #needs(spec: ExperimentSpec, device: DeviceName): Promise<Needs[]> {
    const needs: Needs[] = [];
    for (const arm of armsOf(spec)) {
      const requirements = requirementsOf(arm.spec, await this.#forms.of(arm.spec.dataset), device);
      requireFit(arm.name, requirements, device, this.#options.machineBytes);
      needs.push({ ...arm, requirements });
    }
    return needs;
  }

  /** @returns why nothing could be timed, where nothing could. */
  async #time(arms: readonly Arm[], device: DeviceName): Promise<DeviceTiming | string> {
    const { launcher, turbo } = this.#options;
    try {
      const specs = arms.map(({ spec }) => spec);
      const [timing] = await timeSpecs(launcher, specs, [device], turbo, TIMING_MS_MAX);
      return timing.msPerStep === null ? timing.refusal : timing;
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown;
      return thrown.message;
    }
  }
}

/** Not the record's own order: its keys would put an arm named "10" before one named "with BN". */
function armsOf(spec: ExperimentSpec): Arm[] {
  const specs = armSpecs(spec);
  return spec.arms.map(({ name }) => ({ name, spec: specs[name] }));
}

function armPlan(arm: string, requirements: Requirements, timing: SpecTiming | undefined): ArmPlan {
  const { steps, evaluationBatches } = requirements;
  return {
    arm,
    ...requirements,
    msPerStep: timing?.msPerStep ?? null,
    durationMs:
      timing === undefined ? null : steps * timing.msPerStep + evaluationBatches * timing.msPerEvaluationBatch,
  };
}

/** The queue takes the runs seed by seed. */
function experimentDuration(arms: readonly ArmPlan[], seeds: number, jobs: number): number | null {
  const durations = arms.flatMap(({ durationMs }) => durationMs ?? []);
  if (durations.length < arms.length) return null;
  return queueDuration(Array.from({ length: seeds }, () => durations).flat(), jobs);
}

function peakBytes(needs: readonly Needs[], seeds: number, jobs: number, device: DeviceName): number {
  const perRun = needs.flatMap(({ requirements }) =>
    Array.from({ length: seeds }, () => machineBytesOf(requirements, device)),
  );
  const largest = perRun.sort((a, b) => b - a).slice(0, jobs);
  return largest.reduce((sum, bytes) => sum + bytes, 0);
}
