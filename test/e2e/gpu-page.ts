import gpuBrowser from 'gpu.js/dist/gpu-browser.js';
import { ExampleOrder } from '#core/data/batches.ts';
import type { Dataset, Split } from '#core/data/dataset.ts';
import type { Device } from '#core/device/device.ts';
import type { GpuJs } from '#core/device/gpu/compile/gpu-js.ts';
import { openGpuDevice } from '#core/device/gpu/adapter/open-gpu-device.ts';
import type { WebGpu } from '#core/device/gpu/adapter/web-gpu.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { runSpec, type RunSpec } from '#core/spec/experiment.ts';
import { randomStream } from '#core/tensor/random.ts';
import { TrainedModel } from '#core/train/trained-model.ts';

/**
 * What runs in an Electron page: short training runs of image networks on its own WebGPU and on the reference, with
 * every kind of op among them. Chromium's translation of the kernels or gpu.js inside a bundle might break them.
 */

const STEPS = 2;
const BATCH_SIZE = 8;
const IMAGE = [6, 7, 3];

const conv = (rest: object = {}) => ({ kind: 'conv2d', filters: 6, ...rest });
const NETS = {
  'a residual block with BN, dropout and an average pool, momentum': {
    layers: [
      { kind: 'residual', shortcut: 'projection', layers: [conv({ stride: 2 }), conv()] },
      { kind: 'averagePool' },
      { kind: 'dropout', rate: 0.3 },
    ],
    normalization: { kind: 'batch' },
    optimizer: { kind: 'sgd', learningRate: 0.02, momentum: 0.9 },
  },
  'batch renormalization and a maximum pool, weight decay': {
    layers: [conv(), { kind: 'maxPool' }],
    normalization: { kind: 'batchRenorm' },
    optimizer: { kind: 'adamw', learningRate: 0.002, weightDecay: 0.1 },
  },
  'group normalization, gradient clipping': {
    layers: [conv(), { kind: 'globalAveragePool' }],
    normalization: { kind: 'group', groups: 3 },
    optimizer: { kind: 'sgd', learningRate: 0.02, gradientClipNorm: 0.5, weightDecay: 0.01 },
  },
  'weight normalization': {
    layers: [conv(), { kind: 'dense', units: 9 }],
    normalization: { kind: 'weight' },
    optimizer: { kind: 'sgd', learningRate: 0.02 },
  },
};

function specOf({ optimizer, ...network }: (typeof NETS)[keyof typeof NETS]): RunSpec {
  return runSpec.parse({
    dataset: { kind: 'blobs' },
    inputNormalization: 'none',
    network: { activation: 'relu', ...network },
    optimizer,
    batchSize: BATCH_SIZE,
    duration: { unit: 'steps', count: STEPS },
  });
}

function noise(): Dataset {
  const random = randomStream(1, 'e2e', 'noise');
  const features = IMAGE.reduce((a, b) => a * b);
  const split = (count: number): Split => ({
    count,
    values: Uint8Array.from({ length: count * features }, () => random.integer(256)),
    labels: Int32Array.from({ length: count }, () => random.integer(5)),
  });
  return { name: 'Noise', classes: 5, exampleShape: IMAGE, train: split(40), test: split(10) };
}

async function trainOn(device: Device, spec: RunSpec): Promise<readonly Float32Array[]> {
  const model = await TrainedModel.create(spec, 3, noise(), device);
  const order = new ExampleOrder(3, 40, BATCH_SIZE);
  const indices = new Int32Array(STEPS * BATCH_SIZE);
  for (let step = 0; step < STEPS; step++) indices.set(order.batch(step), step * BATCH_SIZE);
  if ((await model.train(1, STEPS, indices)) !== STEPS) throw new Error('the run diverged');
  const tensors = await model.tensors();
  await model.dispose();
  return tensors.map(({ values }) => values);
}

/** For each network, the largest difference of a trained number from the reference's. */
async function largestDistances(): Promise<Record<string, number>> {
  const { gpu: webGpu } = navigator as unknown as { readonly gpu: WebGpu };
  const gpu = await openGpuDevice(webGpu, () => Promise.resolve(gpuBrowser as GpuJs), { allowSoftware: true });
  const distances: Record<string, number> = {};
  for (const [name, net] of Object.entries(NETS)) {
    const spec = specOf(net);
    const [expected, received] = [await trainOn(new ReferenceDevice(), spec), await trainOn(gpu, spec)];
    const apart = expected.flatMap((values, index) =>
      Array.from(values, (value, at) => Math.abs(value - received[index][at])),
    );
    distances[name] = Math.max(...apart);
  }
  gpu.close();
  return distances;
}

Object.assign(globalThis, { largestDistances });
