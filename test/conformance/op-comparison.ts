import { expect } from 'vitest';
import type { Device, Program } from '#core/device/device.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { checkOpShapes, opBuffers } from '#core/plan/op-table.ts';
import type { Op } from '#core/plan/ops.ts';
import type { BufferId, BufferInfo, BufferRole, ElementType, ParameterInfo, Plan } from '#core/plan/plan.ts';
import { SCHEDULE } from '#core/plan/schedule.ts';

/** Half the distance from 1 to the next float32: the most that one rounding can be off, relatively. */
export const ROUNDING = 2 ** -24;

/**
 * How far a device may be from the reference at one element: absolute + relative · |reference|. Where `of` is given, the
 * relative part is taken of these values instead, or of that buffer's on the reference: for a sum they are the sum of
 * the magnitudes, which is what a sum's rounding error is bounded by.
 */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
  readonly of?: BufferId | Float64Array;
}

type Numbers = Float32Array | Int32Array | Uint8Array;

/** Collects ops with their inputs into one plan, runs it on the reference and on a device, and compares the outputs. */
export class OpComparison {
  readonly #buffers: BufferInfo[] = [];
  readonly #inputs = new Map<BufferId, Numbers>();
  readonly #ops: Op[] = [];
  readonly #parameters: ParameterInfo[] = [];
  readonly #expectations: { readonly label: string; readonly buffer: BufferId; readonly tolerance: Tolerance }[] = [];

  /** A buffer with initial values; zeros if none are given. */
  float(rows: number, columns: number, values?: Float32Array): BufferId {
    return this.#add('output', 'float', rows, columns, values);
  }

  int(rows: number, columns: number, values?: Int32Array): BufferId {
    return this.#add('output', 'int', rows, columns, values);
  }

  byte(rows: number, columns: number, values: Uint8Array): BufferId {
    return this.#add('input', 'byte', rows, columns, values);
  }

  parameter(path: string, rows: number, columns: number, values: Float32Array[], momentCount: number): ParameterInfo {
    const [value, gradient, ...moments] = [
      'parameter',
      'gradient',
      ...Array<BufferRole>(momentCount).fill('moment'),
    ].map((role, index) => this.#add(role as BufferRole, 'float', rows, columns, values[index]));
    const parameter = { path, shape: [rows, columns], value, gradient, moments };
    this.#parameters.push(parameter);
    return parameter;
  }

  emit(op: Op): void {
    checkOpShapes(op, (buffer) => this.#buffers[buffer]);
    this.#ops.push(op);
  }

  expect(label: string, buffer: BufferId, tolerance: Tolerance): void {
    this.#expectations.push({ label, buffer, tolerance });
  }

  /** @returns how many elements were compared. */
  async run(device: Device, steps = 1): Promise<number> {
    const reference = await this.#execute(await new ReferenceDevice().compile(this.#plan(steps)), steps);
    const actual = await this.#execute(await device.compile(this.#plan(steps)), steps);
    const faults: string[] = [];
    let compared = 0;
    for (const { label, buffer, tolerance } of this.#expectations) {
      const of = tolerance.of ?? buffer;
      const scale = typeof of === 'number' ? reference[of] : of;
      reference[buffer].forEach((expected, index) => {
        compared += 1;
        const received = actual[buffer][index];
        const allowed = tolerance.absolute + tolerance.relative * Math.abs(scale[index]);
        if (!agrees(expected, received, allowed) && faults.length < 8) {
          faults.push(`${label}[${index}]: expected ${expected} ± ${allowed}, received ${received}`);
        }
      });
    }
    for (const buffer of this.#untouched()) {
      const written = Float64Array.from(this.#inputs.get(buffer) ?? []);
      if (written.some((value, index) => !Object.is(value, actual[buffer][index]))) {
        faults.push(`${this.#buffers[buffer].name}: an op wrote outside its outputs`);
      }
    }
    expect(faults.slice(0, 8)).toEqual([]);
    return compared;
  }

  /** Buffers with initial values that no op may write: what a store past the end of a neighbour would hit. */
  #untouched(): BufferId[] {
    const written = new Set(this.#ops.flatMap((op) => [...opBuffers(op).writes, ...this.#gradientsWrittenBy(op)]));
    return [...this.#inputs.keys()].filter((buffer) => {
      return !written.has(buffer) && !['parameter', 'moment'].includes(this.#buffers[buffer].role);
    });
  }

  /** Ops over parameters name no buffers. */
  #gradientsWrittenBy(op: Op): BufferId[] {
    if (op.kind === 'clipGradients') return this.#parameters.map(({ gradient }) => gradient);
    if (op.kind === 'addWeightDecay') return op.parameters.map((index) => this.#parameters[index].gradient);
    return [];
  }

  async #execute(program: Program, steps: number): Promise<Float64Array[]> {
    await program.write([...this.#inputs].map(([buffer, values]) => ({ buffer, values })));
    expect(await program.run('train', steps)).toBe(steps);
    const values = await program.read(this.#buffers.map(({ id }) => id));
    await program.dispose();
    return values.map((buffer) => Float64Array.from(buffer));
  }

  #plan(stepsMax: number): Plan {
    const buffers = [...this.#buffers];
    const add = (name: string, elementType: ElementType, rows: number, columns: number): BufferId => {
      const id = buffers.length as BufferId;
      buffers.push({ id, name, role: 'input', elementType, rows, columns });
      return id;
    };
    const data = { values: add('values', 'byte', 1, 1), labels: add('labels', 'int', 1, 1) };
    const form = {
      observations: [],
      batchSize: 1,
      stepsMax,
      indices: add('indices', 'int', stepsMax, 1),
      log: add('log', 'float', stepsMax, 2),
      schedule: add('schedule', 'float', stepsMax, SCHEDULE.length),
      stepNumbers: add('stepNumbers', 'int', stepsMax, 1),
    };
    return {
      buffers,
      parameters: this.#parameters,
      statistics: [],
      phases: { train: { name: 'train', ops: this.#ops, ...form }, evaluate: { name: 'evaluate', ops: [], ...form } },
      data: { train: data, test: data },
      input: { scale: add('scale', 'float', 1, 1), shift: add('shift', 'float', 1, 1) },
      keys: [],
    };
  }

  #add(role: BufferRole, elementType: ElementType, rows: number, columns: number, values?: Numbers): BufferId {
    const id = this.#buffers.length as BufferId;
    this.#buffers.push({ id, name: `buffer ${id}`, role, elementType, rows, columns });
    if (values !== undefined) this.#inputs.set(id, values);
    return id;
  }
}

/** NaN agrees with NaN alone, and an infinity with itself alone. */
function agrees(expected: number, received: number, allowed: number): boolean {
  if (!Number.isFinite(expected)) return Object.is(expected, received);
  return Math.abs(received - expected) <= allowed;
}
