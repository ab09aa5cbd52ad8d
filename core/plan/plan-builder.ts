import { assert, present } from '../assert.ts';
import type { ObservedQuantity } from './observation.ts';
import { PhaseBuilder } from './phase-builder.ts';
import type {
  BufferId,
  BufferInfo,
  BufferRole,
  DataBuffers,
  ElementType,
  KeyInfo,
  ParameterInfo,
  PhaseName,
  Plan,
  StatisticInfo,
} from './plan.ts';
import { SCHEDULE } from './schedule.ts';

/** A split as the plan needs to know it. */
export interface SplitForm {
  readonly count: number;
  /** `byte` where the values are bytes, else `float`. */
  readonly elementType: 'byte' | 'float';
}

export interface PlanOptions {
  readonly features: number;
  readonly data: Readonly<Record<'train' | 'test', SplitForm>>;
  /** Names of the optimizer's state, for example [`velocity`]; each parameter gets one buffer of each. */
  readonly moments: readonly string[];
  /** Whether the logs have a third column, of what is correct among the top k. */
  readonly logsTopK?: boolean;
  /**
   * What of the training phase's observation points can be read after a step; nothing if left out. Such buffers become
   * outputs: they share their memory with no other, and no op overwrites them in place.
   */
  readonly observed?: readonly ObservedQuantity[];
}

/**
 * Builds a plan: first parameters and statistics are declared, then each phase's ops are emitted, then `build`. It knows
 * buffers and ops, and no layer.
 */
export class PlanBuilder {
  readonly input: Plan['input'];
  readonly data: Plan['data'];
  readonly #moments: readonly string[];
  readonly #logColumns: number;
  readonly #observed: ReadonlySet<ObservedQuantity>;
  readonly #buffers: BufferInfo[] = [];
  readonly #names = new Set<string>();
  readonly #parameters = new Map<string, ParameterInfo>();
  readonly #statistics = new Map<string, StatisticInfo>();
  readonly #keys = new Map<string, KeyInfo>();
  readonly #phases = new Map<PhaseName, PhaseBuilder>();

  constructor(options: PlanOptions) {
    this.#moments = options.moments;
    this.#logColumns = options.logsTopK === true ? 3 : 2;
    this.#observed = new Set(options.observed);
    const dataBuffers = (split: 'train' | 'test'): DataBuffers => {
      const { count, elementType } = options.data[split];
      return {
        values: this.#add(`data/${split}/values`, 'input', elementType, count, options.features),
        labels: this.#add(`data/${split}/labels`, 'input', 'int', count, 1),
      };
    };
    this.data = { train: dataBuffers('train'), test: dataBuffers('test') };
    this.input = {
      scale: this.#add('input/scale', 'input', 'float', 1, options.features),
      shift: this.#add('input/shift', 'input', 'float', 1, options.features),
    };
  }

  /** Declares a learned tensor with its gradient and moments. @param shape [columns] or [..., columns]; all but the last dimension make rows. */
  declareParameter(path: string, shape: readonly number[]): void {
    const [rows, columns] = matrixShape(path, shape);
    this.#parameters.set(path, {
      path,
      shape: [...shape],
      value: this.#add(path, 'parameter', 'float', rows, columns),
      gradient: this.#add(`${path}/gradient`, 'gradient', 'float', rows, columns),
      moments: this.#moments.map((moment) => this.#add(`${path}/${moment}`, 'moment', 'float', rows, columns)),
    });
  }

  /** Declares a persistent tensor that is not learned. @param shape [columns] or [rows, columns]. */
  declareStatistic(path: string, shape: readonly number[]): void {
    const [rows, columns] = matrixShape(path, shape);
    this.#statistics.set(path, {
      path,
      shape: [...shape],
      value: this.#add(path, 'statistic', 'float', rows, columns),
    });
  }

  /** Opens a phase; its ops are emitted through what this returns. */
  phase(name: PhaseName, batchSize: number, stepsMax: number): PhaseBuilder {
    assert(!this.#phases.has(name), `phase ${name} is opened once`);
    const phase = new PhaseBuilder(
      {
        info: (buffer) => this.#buffers[buffer],
        parameter: (path) => present(this.#parameters.get(path), `declared parameter ${path}`),
        statistic: (path) => present(this.#statistics.get(path), `declared statistic ${path}`).value,
        parameterIndices: (suited) =>
          [...this.#parameters.keys()].flatMap((path, index) => (suited(path) ? [index] : [])),
        key: (purpose, path, words) => this.#key(purpose, path, words),
        addInput: (inputName, rows, columns) => this.#add(inputName, 'input', 'int', rows, columns),
        addScratch: (scratchName, elementType, rows, columns) =>
          this.#add(scratchName, 'scratch', elementType, rows, columns),
      },
      {
        name,
        batchSize,
        stepsMax,
        indices: this.#add(`${name}/indices`, 'input', 'int', stepsMax, batchSize),
        log: this.#add(`${name}/log`, 'output', 'float', stepsMax, this.#logColumns),
        schedule: this.#add(`${name}/schedule`, 'input', 'float', stepsMax, SCHEDULE.length),
        stepNumbers: this.#add(`${name}/stepNumbers`, 'input', 'int', stepsMax, 1),
      },
    );
    this.#phases.set(name, phase);
    return phase;
  }

  build(): Plan {
    const train = present(this.#phases.get('train'), 'phase train').build();
    const observed = train.observations.filter(({ what }) => this.#observed.has(what)).map(({ buffer }) => buffer);
    return {
      buffers: this.#buffers.map((info) =>
        info.role === 'scratch' && observed.includes(info.id) ? { ...info, role: 'output' } : info,
      ),
      parameters: [...this.#parameters.values()],
      statistics: [...this.#statistics.values()],
      phases: {
        train,
        evaluate: present(this.#phases.get('evaluate'), 'phase evaluate').build(),
      },
      data: this.data,
      input: this.input,
      keys: [...this.#keys.values()],
    };
  }

  /** All phases share a key. */
  #key(purpose: string, path: string, words: number): BufferId {
    const name = `${path}/${purpose}Key`;
    const key = this.#keys.get(name) ?? { purpose, path, value: this.#add(name, 'input', 'int', 1, words) };
    this.#keys.set(name, key);
    return key.value;
  }

  #add(name: string, role: BufferRole, elementType: ElementType, rows: number, columns: number): BufferId {
    assert(!this.#names.has(name), `buffer ${name} is named once`);
    assert(
      Number.isInteger(rows) && rows >= 1 && Number.isInteger(columns) && columns >= 1,
      `buffer ${name} must have at least one row and column, has [${rows}, ${columns}]`,
    );
    this.#names.add(name);
    const id = this.#buffers.length as BufferId;
    this.#buffers.push({ id, name, role, elementType, rows, columns });
    return id;
  }
}

function matrixShape(path: string, shape: readonly number[]): [rows: number, columns: number] {
  assert([1, 2, 4].includes(shape.length), `${path} must have 1, 2 or 4 dimensions, has ${shape.length}`);
  return [shape.slice(0, -1).reduce((product, extent) => product * extent, 1), shape[shape.length - 1]];
}
