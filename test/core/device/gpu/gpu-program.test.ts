import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import type { Dataset } from '#core/data/dataset.ts';
import type { Device } from '#core/device/device.ts';
import type { GpuDevice } from '#core/device/gpu/gpu-device.ts';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { DeviceError, LabError } from '#core/errors.ts';
import { runSpec } from '#core/spec/experiment.ts';
import { TrainedModel } from '#core/train/trained-model.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import { openTestGpu } from '#test/gpu.ts';
import { missing } from '#test/requirements.ts';

let gpu: GpuDevice | null = null;
let reason = '';

beforeAll(async () => {
  try {
    gpu = await openTestGpu();
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    reason = thrown.message;
  }
});

afterAll(() => gpu?.close());

function requireGpu(context: TestContext): GpuDevice {
  return gpu ?? missing(context, reason);
}

const spec = runSpec.parse({
  dataset: { kind: 'blobs' },
  network: { layers: [{ kind: 'dense', units: 5 }], normalization: { kind: 'batch' } },
  loss: 'meanSquaredError',
  optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.5 },
  batchSize: 8,
  duration: { unit: 'steps', count: 6 },
});

const STEPS = 6;

async function makeModel(device: Device, dataset: Dataset): Promise<TrainedModel> {
  const model = await TrainedModel.create(spec, 1, dataset, device);
  const { indices, schedule, batchSize } = model.plan.phases.train;
  const values = Int32Array.from({ length: STEPS * batchSize }, (_, index) => index);
  const rates = Float32Array.from({ length: STEPS * 3 }, (_, index) => (index % 3 === 0 ? 0.1 : 1));
  await model.program.write([
    { buffer: indices, values },
    { buffer: schedule, values: rates },
  ]);
  return model;
}

/** Everything that lasts: parameters, velocities and running statistics. */
async function stateOf({ plan, program }: TrainedModel): Promise<Float32Array[]> {
  const buffers = [
    ...plan.parameters.flatMap(({ value, moments }) => [value, ...moments]),
    ...plan.statistics.map(({ value }) => value),
  ];
  return (await program.read(buffers)).map((values) => Float32Array.from(values));
}

/** A loss beyond float32's range, with a gradient inside it: so large is the first class's output. */
async function divergeNow({ plan, program }: TrainedModel): Promise<void> {
  const bias = plan.parameters.find(({ path }) => path === 'layers.1.dense.bias');
  expect(bias).toBeDefined();
  const values = new Float32Array(bias?.shape[0] ?? 0);
  values[0] = 1e20;
  await program.write([{ buffer: bias!.value, values }]);
}

describe('a program on the GPU', () => {
  let dataset: Dataset;

  beforeAll(async () => {
    dataset = await loadDataset(spec.dataset);
  });

  it('halts after the step whose loss is not finite: what lasts is as that step left it', async (context) => {
    const device = requireGpu(context);
    const [long, short, wasm] = await Promise.all(
      [device, device, await openWasmDevice()].map((each) => makeModel(each, dataset)),
    );
    for (const model of [long, short, wasm]) {
      expect(await model.program.run('train', 2)).toBe(2);
      await divergeNow(model);
    }
    expect(await long.program.run('train', STEPS)).toBe(1);
    expect(await short.program.run('train', 1)).toBe(1);
    expect(await wasm.program.run('train', STEPS)).toBe(1);
    const [expected, onWasm] = [await stateOf(short), await stateOf(wasm)];
    expect(await stateOf(long)).toEqual(expected);
    expected.forEach((values, index) => {
      values.forEach((value, at) =>
        expect(Math.abs(value - onWasm[index][at])).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(value))),
      );
    });
    // The next call starts anew.
    expect(await long.program.run('evaluate', 1)).toBe(1);
  });

  it('gives the log to the host with the run, and reads it anew once it was written', async (context) => {
    const model = await makeModel(requireGpu(context), dataset);
    const { log } = model.plan.phases.train;
    await model.program.run('train', 3);
    const [logged] = await model.program.read([log]);
    expect(Array.from(logged.slice(0, 6)).every((value) => value > 0 || value === 0)).toBe(true);
    expect(logged[0]).toBeGreaterThan(0);
    expect(Array.from(logged.slice(6))).toEqual(Array(logged.length - 6).fill(0));
    await model.program.write([{ buffer: log, values: Float32Array.of(5, 6), firstRow: 1 }]);
    const [written] = await model.program.read([log]);
    expect(Array.from(written.slice(0, 6))).toEqual([logged[0], logged[1], 5, 6, logged[4], logged[5]]);
    await model.program.dispose();
  });

  it('names an example that is not there', async (context) => {
    const { plan, program } = await makeModel(requireGpu(context), dataset);
    const values = Int32Array.of(0, 1, 2, 3, 4, 5, 6, dataset.train.count);
    await expect(program.write([{ buffer: plan.phases.train.indices, values }])).rejects.toThrow(/names example/);
    await program.dispose();
  });

  it('says so when the device is lost, at once and from then on', async (context) => {
    requireGpu(context).runtime.device.destroy();
    const failure: unknown = await makeModel(requireGpu(context), dataset).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(DeviceError);
    expect(failure).toMatchObject({ code: 'DEVICE_LOST' });
  });
});
