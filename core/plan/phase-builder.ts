import { present } from '../assert.ts';
import { checkOpShapes } from './op-table.ts';
import type { ObservationPoint, ObservedQuantity } from './observation.ts';
import type { Op } from './ops.ts';
import type { BufferId, BufferInfo, ElementType, ParameterInfo, Phase, PhaseName } from './plan.ts';

/** What a phase's emitters may ask of the plan that is being built. */
export interface PlanInProgress {
  info(buffer: BufferId): BufferInfo;
  parameter(path: string): ParameterInfo;
  statistic(path: string): BufferId;
  parameterIndices(suited: (path: string) => boolean): number[];
  key(purpose: string, path: string, words: number): BufferId;
  addInput(name: string, rows: number, columns: number): BufferId;
  addScratch(name: string, elementType: ElementType, rows: number, columns: number): BufferId;
}

/**
 * Takes the ops of one phase, in the order in which a device runs them. Layers, losses and optimizers emit through it;
 * each op's shapes are checked at once.
 */
export class PhaseBuilder {
  readonly name: PhaseName;
  /** Rows of the batch. */
  readonly batchSize: number;
  readonly indices: BufferId;
  readonly log: BufferId;
  readonly schedule: BufferId;
  readonly stepNumbers: BufferId;
  readonly #plan: PlanInProgress;
  readonly #ops: Op[] = [];
  readonly #observations: ObservationPoint[] = [];
  readonly #stepsMax: number;

  constructor(plan: PlanInProgress, form: Omit<Phase, 'ops' | 'observations'>) {
    this.#plan = plan;
    this.name = form.name;
    this.batchSize = form.batchSize;
    this.indices = form.indices;
    this.log = form.log;
    this.schedule = form.schedule;
    this.stepNumbers = form.stepNumbers;
    this.#stepsMax = form.stepsMax;
  }

  /** Value, gradient and moments of a declared parameter. */
  parameter(path: string): ParameterInfo {
    return this.#plan.parameter(path);
  }

  /** Indices in `Plan.parameters` of the declared parameters whose paths suit, ascending. */
  parameterIndices(suited: (path: string) => boolean): number[] {
    return this.#plan.parameterIndices(suited);
  }

  /** Int [1, words]: the first words that name the random stream (seed, purpose, path), which the host writes. */
  key(purpose: string, path: string, words: number): BufferId {
    return this.#plan.key(purpose, path, words);
  }

  /** Buffer of a declared statistic. */
  statistic(path: string): BufferId {
    return this.#plan.statistic(path);
  }

  rows(buffer: BufferId): number {
    return this.#plan.info(buffer).rows;
  }

  columns(buffer: BufferId): number {
    return this.#plan.info(buffer).columns;
  }

  /**
   * A buffer that lives from the first to the last op of this phase that touches it.
   * @param name Says what it holds, unique within the phase: `layers.0.batchNorm/xHat`.
   */
  scratch(name: string, rows: number, columns: number, elementType: ElementType = 'float'): BufferId {
    return this.#plan.addScratch(`${this.name}:${name}`, elementType, rows, columns);
  }

  /** Int [stepsMax, columns], which the host writes before each call, row s for step s. */
  stepInput(name: string, columns: number): BufferId {
    return this.#plan.addInput(`${this.name}/${name}`, this.#stepsMax, columns);
  }

  emit(op: Op): void {
    checkOpShapes(op, (buffer) => present(this.#plan.info(buffer), `buffer ${buffer}`));
    this.#ops.push(op);
  }

  /**
   * Offers a buffer to be observed. It emits nothing and costs nothing: unless the plan is built to keep this quantity, the
   * buffer goes on sharing its memory.
   */
  observe(path: string, what: ObservedQuantity, buffer: BufferId): void {
    this.#observations.push({ path, what, buffer });
  }

  build(): Phase {
    return {
      name: this.name,
      ops: [...this.#ops],
      observations: [...this.#observations],
      batchSize: this.batchSize,
      indices: this.indices,
      log: this.log,
      schedule: this.schedule,
      stepNumbers: this.stepNumbers,
      stepsMax: this.#stepsMax,
    };
  }
}
