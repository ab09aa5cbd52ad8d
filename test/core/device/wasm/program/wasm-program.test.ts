import { beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '#core/device/device.ts';
import { openKernels } from '#core/device/wasm/program/kernels.ts';
import { WasmDevice, openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { PlanBuilder } from '#core/plan/plan-builder.ts';
import type { Plan } from '#core/plan/plan.ts';

const EXAMPLES = 6;
const FEATURES = 5;

function gatherPlan(): Plan {
  const form = { count: EXAMPLES, elementType: 'byte' } as const;
  const builder = new PlanBuilder({ features: FEATURES, data: { train: form, test: form }, moments: [] });
  builder.declareParameter('weight', [3, FEATURES]);
  for (const name of ['train', 'evaluate'] as const) {
    const phase = builder.phase(name, 2, 3);
    const { values, labels } = builder.data.train;
    const { scale, shift } = builder.input;
    const x = phase.scratch('x', 2, FEATURES);
    const batchLabels = phase.scratch('labels', 2, 1, 'int');
    phase.emit({ kind: 'gather', values, labels, indices: phase.indices, scale, shift, x, batchLabels });
  }
  return builder.build();
}

describe('WasmProgram', () => {
  let device: Device;
  const plan = gatherPlan();
  const weight = plan.parameters[0].value;

  beforeAll(async () => {
    device = await openWasmDevice();
  });

  test('buffers start as zeros, and what is written is what is read', async () => {
    const program = await device.compile(plan);
    const values = Float32Array.from({ length: 3 * FEATURES }, (_, index) => index + 0.5);
    const bytes = Uint8Array.from({ length: EXAMPLES * FEATURES }, (_, index) => index * 8);
    expect((await program.read([weight]))[0]).toEqual(new Float32Array(3 * FEATURES));
    await program.write([
      { buffer: weight, values },
      { buffer: plan.data.train.values, values: bytes },
      { buffer: plan.data.train.labels, values: Int32Array.of(5, 4, 3, 2, 1, 0) },
    ]);
    expect(await program.read([weight, plan.data.train.values, plan.data.train.labels])).toEqual([
      values,
      bytes,
      Int32Array.of(5, 4, 3, 2, 1, 0),
    ]);
    await program.dispose();
  });

  test('some rows may be written, from any row on; float64 is rounded to float32', async () => {
    const program = await device.compile(plan);
    await program.write([{ buffer: weight, values: Float64Array.of(0.1, 2, 3, 4, 5), firstRow: 1 }]);
    const [values] = await program.read([weight]);
    expect(Array.from(values)).toEqual([0, 0, 0, 0, 0, Math.fround(0.1), 2, 3, 4, 5, 0, 0, 0, 0, 0]);
    await program.dispose();
  });

  test('programs of one device share nothing', async () => {
    const [one, other] = [await device.compile(plan), await device.compile(plan)];
    await one.write([{ buffer: weight, values: new Float32Array(3 * FEATURES).fill(1) }]);
    expect((await other.read([weight]))[0]).toEqual(new Float32Array(3 * FEATURES));
  });

  test.each([
    ['half a row', new Float32Array(3), 0],
    ['a row too many', new Float32Array(3 * FEATURES), 1],
    ['a row before the first', new Float32Array(FEATURES), -1],
  ])('%s is refused', async (_name, values, firstRow) => {
    const program = await device.compile(plan);
    await expect(program.write([{ buffer: weight, values, firstRow }])).rejects.toThrow(/write to weight/);
  });

  test('an index outside the data set is refused before a kernel sees it', async () => {
    const program = await device.compile(plan);
    const { indices } = plan.phases.train;
    for (const index of [EXAMPLES, -2]) {
      await program.write([{ buffer: indices, values: Int32Array.of(0, index) }]);
      await expect(program.run('train', 1)).rejects.toThrow(`names example ${index} of ${EXAMPLES}`);
    }
  });

  test('more steps than the plan has rows for are refused, as is a disposed program', async () => {
    const program = await device.compile(plan);
    await expect(program.run('train', 4)).rejects.toThrow('at most 3 steps');
    await program.dispose();
    await expect(program.run('train', 1)).rejects.toThrow('disposed');
    await expect(program.read([weight])).rejects.toThrow('disposed');
  });

  test('scratch memory cannot be read, since it may be shared', async () => {
    const program = await device.compile(plan);
    const scratch = plan.buffers.find(({ role }) => role === 'scratch');
    await expect(program.read([scratch?.id ?? weight])).rejects.toThrow(/is scratch/);
  });

  test('memory that the system refuses is a clear message', async () => {
    const kernels = await openKernels();
    class Refused {
      readonly buffer = new ArrayBuffer(0);
      constructor() {
        throw new RangeError('could not allocate memory');
      }
    }
    const starved = new WasmDevice({ ...kernels, webAssembly: { ...kernels.webAssembly, Memory: Refused } }, '');
    await expect(starved.compile(plan)).rejects.toThrow(/needs 1 MiB of memory .* the system did not grant it/);
  });

  test.each(['relaxed-simd', 'simd'] as const)('the %s build says what it is', async (build) => {
    const report = (await openWasmDevice({ build })).describe();
    expect(report).toMatchObject({ device: 'wasm', precision: 'float32' });
    expect(report.description.includes('fused')).toBe(build === 'relaxed-simd');
  });
});
