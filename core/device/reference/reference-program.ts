import { assert } from '../../assert.ts';
import type { BufferId, BufferInfo, ElementType, PhaseName, Plan } from '../../plan/plan.ts';
import type { BufferValues, BufferWrite, Program } from '../device.ts';
import { LabelCheck } from '../label-check.ts';
import { executeOp } from './execute-op.ts';
import type { Matrix } from './buffers/matrix.ts';
import type { Execution } from './op-executor.ts';
import { Operands } from './buffers/operands.ts';

/** Runs a plan op by op; every buffer has memory of its own. */
export class ReferenceProgram implements Program {
  readonly #plan: Plan;
  readonly #labels: LabelCheck;
  #buffers: readonly Matrix[];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#labels = new LabelCheck(plan);
    this.#buffers = plan.buffers.map(zeros);
  }

  /** @throws DataError for a label that is no class. */
  async write(writes: readonly BufferWrite[]): Promise<void> {
    for (const { buffer, values, firstRow = 0 } of writes) {
      this.#labels.check(buffer, values);
      const { name, columns, values: target } = this.#buffer(buffer);
      const offset = firstRow * columns;
      assert(
        values.length % columns === 0 && offset + values.length <= target.length,
        `write to ${name}: whole rows of ${columns} within ${target.length} values, received ${values.length} at ${offset}`,
      );
      target.set(values, offset);
    }
  }

  async run(phaseName: PhaseName, steps: number): Promise<number> {
    const phase = this.#plan.phases[phaseName];
    assert(steps <= phase.stepsMax, `at most ${phase.stepsMax} steps a call, asked for ${steps}`);
    const operands = new Operands(this.#buffers);
    for (let step = 0; step < steps; step += 1) {
      const execution: Execution = { plan: this.#plan, operands, step, halted: false };
      for (const op of phase.ops) executeOp(op, execution);
      if (execution.halted) return step + 1;
    }
    return steps;
  }

  async read(buffers: readonly BufferId[]): Promise<BufferValues[]> {
    return buffers.map((buffer) => this.#buffer(buffer).values.slice());
  }

  async dispose(): Promise<void> {
    this.#buffers = [];
  }

  #buffer(id: BufferId): Matrix {
    assert(id >= 0 && id < this.#buffers.length, `buffer ${id} of a program that is not disposed`);
    return this.#buffers[id];
  }
}

function zeros({ name, rows, columns, elementType }: BufferInfo): Matrix {
  return { name, rows, columns, values: zeroValues(elementType, rows * columns) };
}

function zeroValues(elementType: ElementType, size: number): BufferValues {
  switch (elementType) {
    case 'float':
      return new Float64Array(size);
    case 'int':
      return new Int32Array(size);
    case 'byte':
      return new Uint8Array(size);
    default:
      return elementType satisfies never;
  }
}
