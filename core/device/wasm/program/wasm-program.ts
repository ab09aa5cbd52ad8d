import { assert, present } from '../../../assert.ts';
import { DeviceError } from '../../../errors.ts';
import type { BufferId, PhaseName, Plan } from '../../../plan/plan.ts';
import type { BufferValues, BufferWrite, Program } from '../../device.ts';
import { LabelCheck } from '../../label-check.ts';
import type { Kernels, RunKernels } from './kernels.ts';
import type { BufferPlace, MemoryMap } from '../memory/buffer-place.ts';
import { mapMemory } from '../memory/memory-map.ts';
import { encodeOps } from './encode-ops.ts';
import { recordCount } from '../ops/op-table.ts';
import type { WasmMemory } from './web-assembly.ts';

const PAGES_MAX = 65_536;

/** A plan with a linear memory of its own. `run` is one call into WebAssembly and allocates nothing. */
export class WasmProgram implements Program {
  readonly #plan: Plan;
  readonly #map: MemoryMap;
  readonly #kernels: RunKernels;
  readonly #labels: LabelCheck;
  #memory: WasmMemory | null;

  private constructor(plan: Plan, map: MemoryMap, memory: WasmMemory, kernels: RunKernels) {
    this.#plan = plan;
    this.#labels = new LabelCheck(plan);
    this.#map = map;
    this.#memory = memory;
    this.#kernels = kernels;
  }

  /** @throws DeviceError (UNSUPPORTED) if the plan does not fit, (DEVICE_UNAVAILABLE) if the memory cannot be had. */
  static async compile(plan: Plan, kernels: Kernels): Promise<WasmProgram> {
    const map = mapMemory(plan);
    const memory = allocate(kernels, map.pages);
    for (const name of ['train', 'evaluate'] as const) {
      const records = encodeOps(plan.phases[name].ops, map, plan);
      new Int32Array(memory.buffer, map.records[name], records.length).set(records);
    }
    return new WasmProgram(plan, map, memory, await kernels.bind(memory));
  }

  /** @throws DataError for a label that is no class. */
  async write(writes: readonly BufferWrite[]): Promise<void> {
    for (const { buffer, values, firstRow = 0 } of writes) {
      this.#labels.check(buffer, values);
      this.#writeRows(this.#place(buffer), values, firstRow);
    }
  }

  async run(phaseName: PhaseName, steps: number): Promise<number> {
    const phase = this.#plan.phases[phaseName];
    assert(steps <= phase.stepsMax, `at most ${phase.stepsMax} steps a call, asked for ${steps}`);
    present(this.#memory, 'the memory of a program that is not disposed');
    this.#checkIndices(phaseName, steps);
    const recordTotal = phase.ops.reduce((total, op) => total + recordCount(op, this.#plan.parameters), 0);
    return this.#kernels(this.#map.records[phaseName], recordTotal, steps, this.#map.work);
  }

  async read(buffers: readonly BufferId[]): Promise<BufferValues[]> {
    return buffers.map((id) => this.#readAll(this.#place(id)));
  }

  async dispose(): Promise<void> {
    this.#memory = null;
  }

  #place(id: BufferId): BufferPlace {
    const place = present(this.#map.places[id], `buffer ${id}`);
    assert(place.info.role !== 'scratch', `${place.info.name} is scratch: its memory may hold another buffer by now`);
    return place;
  }

  #view(place: BufferPlace): Float32Array | Int32Array | Uint8Array {
    const { buffer } = present(this.#memory, 'the memory of a program that is not disposed');
    const length = place.info.rows * place.leadingDimension;
    switch (place.info.elementType) {
      case 'float':
        return new Float32Array(buffer, place.address, length);
      case 'int':
        return new Int32Array(buffer, place.address, length);
      case 'byte':
        return new Uint8Array(buffer, place.address, length);
      default:
        return place.info.elementType satisfies never;
    }
  }

  #writeRows(place: BufferPlace, values: BufferValues, firstRow: number): void {
    const { name, rows, columns } = place.info;
    const count = values.length / columns;
    assert(
      Number.isInteger(count) && firstRow >= 0 && firstRow + count <= rows,
      `write to ${name}: whole rows of ${columns} within ${rows} rows, received ${values.length} values at row ${firstRow}`,
    );
    const target = this.#view(place);
    const { leadingDimension } = place;
    if (leadingDimension === columns) target.set(values, firstRow * columns);
    else copyRows(values, columns, target.subarray(firstRow * leadingDimension), leadingDimension, count, columns);
  }

  #readAll(place: BufferPlace): BufferValues {
    const { rows, columns } = place.info;
    const source = this.#view(place);
    if (place.leadingDimension === columns) return source.slice();
    const dense = new Float32Array(rows * columns);
    copyRows(source, place.leadingDimension, dense, columns, rows, columns);
    return dense;
  }

  /** The kernels trust indices; one outside the data set would read a stranger's memory as an example. */
  #checkIndices(phaseName: PhaseName, steps: number): void {
    for (const op of this.#plan.phases[phaseName].ops) {
      if (op.kind !== 'gather') continue;
      const indices = this.#map.places[op.indices];
      const view = this.#view(indices);
      const examples = this.#map.places[op.values].info.rows;
      for (let position = 0; position < steps * indices.info.columns; position++) {
        const index = view[position];
        assert(index >= -1 && index < examples, `${indices.info.name} names example ${index} of ${examples}`);
      }
    }
  }
}

function copyRows(
  source: BufferValues,
  sourceStride: number,
  target: BufferValues,
  targetStride: number,
  rows: number,
  columns: number,
): void {
  for (let row = 0; row < rows; row++) {
    const from = row * sourceStride;
    const to = row * targetStride;
    for (let column = 0; column < columns; column++) target[to + column] = source[from + column];
  }
}

function allocate({ webAssembly }: Kernels, pages: number): WasmMemory {
  try {
    return new webAssembly.Memory({ initial: pages, maximum: PAGES_MAX });
  } catch (cause) {
    const mebibytes = Math.ceil(pages / 16);
    throw new DeviceError(
      'DEVICE_UNAVAILABLE',
      `This run needs ${mebibytes} MiB of memory on the wasm device, and the system did not grant it. Close other programs, ` +
        'run fewer jobs at once, or use fewer examples.',
      { mebibytes, cause: String(cause) },
    );
  }
}
