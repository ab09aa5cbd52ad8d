import type { Program } from '../device/device.ts';
import type { Plan } from '../plan/plan.ts';
import type { AddPoint, EvaluationProbe, Probe, ProbedMatrix, StepProbe } from '../probes/probe.ts';
import { probedBuffers, type ProbedBuffer } from '../probes/probed-buffers.ts';
import type { Scores } from '../probes/scores.ts';

/** Adds a point to a series. */
type AddAt = (series: string, step: number, values: ArrayLike<number>) => void;

/** A probe and what it reads of the run's plan. */
interface Placed<Kind extends Probe> {
  readonly probe: Kind;
  readonly buffers: readonly ProbedBuffer[];
}

const NOTHING: readonly ProbedMatrix[] = [];

/** Has a run's probes look at it: reads what they need from the device, and collects what they record. */
export class Probing {
  readonly #program: Program;
  readonly #add: AddAt;
  readonly #stepProbes: readonly Placed<StepProbe>[];
  readonly #evaluationProbes: readonly Placed<EvaluationProbe>[];

  /** @param plan Built to keep what the probes observe. */
  constructor(probes: readonly Probe[], plan: Plan, program: Program, add: AddAt) {
    this.#program = program;
    this.#add = add;
    const place = <Kind extends Probe>(probe: Kind): Placed<Kind> => ({ probe, buffers: probedBuffers(probe, plan) });
    this.#stepProbes = probes.filter((probe) => probe.moment === 'step').map(place);
    this.#evaluationProbes = probes.filter((probe) => probe.moment === 'evaluation').map(place);
  }

  /** A device's call must end at each multiple of these, because its memory is read there. */
  get cuts(): number[] {
    return this.#stepProbes.flatMap(({ probe: { schedule, reads } }) =>
      schedule === 'evaluations' || reads.length === 0 ? [] : [schedule.everySteps],
    );
  }

  /** Whether an evaluation passes over the test set. */
  get needsTestPass(): boolean {
    return this.#evaluationProbes.some(({ probe }) => probe.needsTestPass);
  }

  /** Has those probes look at a step that want no more than its scores. */
  takeScores(step: number, scores: Scores, evaluates: boolean): void {
    for (const { probe } of this.#stepProbes) {
      if (probe.reads.length === 0 && isDue(probe, step, evaluates)) {
        probe.record({ scores, matrices: NOTHING }, this.#adder(step));
      }
    }
  }

  /** Has the other probes look at the last step of a call, before anything else runs on the device. */
  async readStep(step: number, scores: Scores, evaluates: boolean): Promise<void> {
    for (const { probe, buffers } of this.#stepProbes) {
      if (probe.reads.length > 0 && isDue(probe, step, evaluates)) {
        probe.record({ scores, matrices: await this.#read(buffers) }, this.#adder(step));
      }
    }
  }

  /** @param scores Of the test set; null if no probe needs them. */
  async readEvaluation(step: number, scores: Scores | null): Promise<void> {
    for (const { probe, buffers } of this.#evaluationProbes) {
      probe.record({ scores, matrices: await this.#read(buffers) }, this.#adder(step));
    }
  }

  #adder(step: number): AddPoint {
    return (series, values) => this.#add(series, step, values);
  }

  async #read(buffers: readonly ProbedBuffer[]): Promise<readonly ProbedMatrix[]> {
    if (buffers.length === 0) return NOTHING;
    const values = await this.#program.read(buffers.map(({ buffer }) => buffer));
    return buffers.map(({ path, what, rows, columns }, index) => ({
      path,
      what,
      rows,
      columns,
      values: values[index],
    }));
  }
}

function isDue({ schedule }: StepProbe, step: number, evaluates: boolean): boolean {
  return schedule === 'evaluations' ? evaluates : step % schedule.everySteps === 0;
}
