import { expect, test } from 'vitest';
import { ExampleOrder } from '#core/data/batches.ts';
import type { Dataset, Split } from '#core/data/dataset.ts';
import type { Device } from '#core/device/device.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { runSpec, type RunSpec } from '#core/spec/experiment.ts';
import { TrainedModel } from '#core/train/trained-model.ts';
import { describeDevices, isSlow } from './devices.ts';
import { stream } from './test-values.ts';

/** Whole plans, as the layers emit them: 20 steps, or 4 on slow devices, then the test set in evaluation mode. */

const STEPS = 20;
const stepsOn = (device: Device) => (isSlow(device) ? 4 : STEPS);
const BATCH_SIZE = 24;

const NETWORKS = {
  'without BN': { normalization: { kind: 'none' } },
  'with BN': { normalization: { kind: 'batch' } },
  'with BN after the activation, not affine': {
    normalization: { kind: 'batch', placement: 'afterActivation', affine: false },
    activation: 'tanh',
  },
  'with BN and a bias kept': { normalization: { kind: 'batch', keepBias: true }, activation: 'gelu' },
};

const OPTIMIZERS = {
  'plain SGD': { kind: 'sgd', learningRate: 0.1 },
  momentum: { kind: 'sgd', learningRate: 0.05, momentum: 0.9 },
  'Nesterov momentum': { kind: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
};

const LOSSES = ['softmaxCrossEntropy', 'meanSquaredError'] as const;

const arms: [name: string, spec: RunSpec][] = Object.entries(NETWORKS).flatMap(
  ([network, { normalization, ...rest }]) =>
    Object.entries(OPTIMIZERS).flatMap(([optimizer, optimizerSpec]) =>
      LOSSES.map((loss): [string, RunSpec] => [
        `${network}, ${optimizer}, ${loss}`,
        runSpec.parse({
          dataset: { kind: 'blobs' },
          inputNormalization: 'standardize',
          network: {
            layers: [
              { kind: 'dense', units: 33 },
              { kind: 'dense', units: 17 },
            ],
            activation: 'sigmoid',
            initializer: { kind: 'xavier' },
            normalization,
            ...rest,
          },
          loss,
          optimizer: optimizerSpec,
          batchSize: BATCH_SIZE,
          duration: { unit: 'steps', count: STEPS },
          evaluation: { interval: { unit: 'steps', count: 10 }, batchSize: 20 },
        }),
      ]),
    ),
);

const IMAGE = [6, 7, 3];
const conv = (rest: object) => ({ kind: 'conv2d', filters: 9, ...rest });
const IMAGE_NETWORKS = {
  'convolutions and pools without BN': {
    layers: [conv({}), { kind: 'maxPool' }, conv({ kernelSize: 2, stride: 2, padding: 'valid' })],
    normalization: { kind: 'none' },
  },
  'convolutions and pools with BN': {
    layers: [
      conv({}),
      { kind: 'maxPool', size: 3, stride: 2, padding: 'same' },
      conv({ filters: 12 }),
      { kind: 'globalAveragePool' },
    ],
    normalization: { kind: 'batch' },
  },
  'a residual block with BN, dropout and an average pool': {
    layers: [
      conv({}),
      { kind: 'residual', shortcut: 'projection', layers: [conv({ stride: 2 }), conv({})] },
      { kind: 'averagePool' },
      { kind: 'dropout', rate: 0.3 },
    ],
    normalization: { kind: 'batch' },
  },
};

const IMAGE_OPTIMIZERS = {
  momentum: { kind: 'sgd', learningRate: 0.02, momentum: 0.9 },
  Adam: { kind: 'adam', learningRate: 0.002 },
  RMSProp: { kind: 'rmsprop', learningRate: 0.001 },
};

const imageArms: [name: string, spec: RunSpec][] = Object.entries(IMAGE_NETWORKS).flatMap(([name, network]) =>
  Object.entries(IMAGE_OPTIMIZERS).map(([optimizerName, optimizer]): [string, RunSpec] => [
    `${name}, ${optimizerName}`,
    runSpec.parse({
      dataset: { kind: 'blobs' },
      inputNormalization: 'none',
      network: { activation: 'relu', ...network },
      optimizer,
      batchSize: BATCH_SIZE,
      duration: { unit: 'steps', count: STEPS },
      evaluation: { interval: { unit: 'steps', count: 10 }, batchSize: 20 },
    }),
  ]),
);

/** What slow devices train, and for a few steps: all kinds of layers of images, and BN, are among them. */
const SHORT_ARMS = [
  'convolutions and pools with BN, momentum',
  'a residual block with BN, dropout and an average pool, Adam',
];

/** Five classes of points around their own centres, as bytes or as floats. */
function pointClouds(elementType: 'byte' | 'float', exampleShape: readonly number[] = [21]): Dataset {
  const random = stream('point clouds');
  const features = exampleShape.reduce((product, extent) => product * extent);
  const centres = Float64Array.from({ length: 5 * features }, () => 128 + 40 * random.normal());
  const split = (count: number): Split => {
    const labels = Int32Array.from({ length: count }, () => random.integer(5));
    const value = (index: number) => {
      const centre = centres[labels[Math.floor(index / features)] * features + (index % features)];
      return Math.max(0, Math.min(255, Math.round(centre + 30 * random.normal())));
    };
    const bytes = Uint8Array.from({ length: count * features }, (_, index) => value(index));
    return { count, labels, values: elementType === 'byte' ? bytes : Float32Array.from(bytes, (byte) => byte / 10) };
  };
  return { name: 'Point clouds', classes: 5, exampleShape, train: split(150), test: split(50) };
}

interface TrainedState {
  readonly tensors: readonly { readonly path: string; readonly values: Float32Array }[];
  readonly trainLog: ArrayLike<number>;
  readonly testLog: ArrayLike<number>;
}

/** @param calls Steps of each call. */
async function trainOn(
  device: Device,
  spec: RunSpec,
  dataset: Dataset,
  calls: readonly number[],
): Promise<TrainedState> {
  const model = await TrainedModel.create(spec, 3, dataset, device);
  const { program, plan } = model;
  const order = new ExampleOrder(3, dataset.train.count, spec.batchSize);
  const trainLog: number[] = [];
  let done = 0;
  for (const steps of calls) {
    const values = new Int32Array(steps * BATCH_SIZE);
    for (let step = 0; step < steps; step++) values.set(order.batch(done + step), step * BATCH_SIZE);
    expect(await model.train(done + 1, steps, values)).toBe(steps);
    const [log] = await program.read([plan.phases.train.log]);
    trainLog.push(...log.slice(0, steps * 2));
    done += steps;
  }
  // Fifty examples in batches of twenty: the last batch has ten rows without an example.
  const testIndices = Int32Array.from({ length: 60 }, (_, index) => (index < 50 ? index : -1));
  await program.write([{ buffer: plan.phases.evaluate.indices, values: testIndices }]);
  expect(await program.run('evaluate', 3)).toBe(3);
  const [log] = await program.read([plan.phases.evaluate.log]);
  const state = { tensors: await model.tensors(), trainLog, testLog: log.slice(0, 6) };
  await program.dispose();
  return state;
}

/**
 * Largest distance of two lists, relative to the largest of the expected values, or to 0.01 where all are smaller: a bias
 * kept before batch normalization has a gradient of 0, and is nothing but the rounding errors of sums that are not small.
 */
function distance(expected: ArrayLike<number>, received: ArrayLike<number>): number {
  expect(received.length).toBe(expected.length);
  const scale = Math.max(0.01, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, index) => Math.abs(received[index] - value))) / scale;
}

/**
 * Rounding makes an error of about 1e-7 in each step's gradient, and training may amplify what came before: after 20
 * steps a few 1e-6 have been seen. A wrong term anywhere is larger by orders of magnitude.
 */
const AGREEMENT = 2e-5;

/** Adam and RMSProp divide small gradients by their own size, which magnifies their rounding errors. */
const IMAGE_AGREEMENT = 1e-3;

describeDevices('training', (device) => {
  const steps = stepsOn(device);

  test.each(arms)(`%s: parameters, statistics and losses after ${steps} steps`, async (_name, spec) => {
    const dataset = pointClouds('byte');
    const expected = await trainOn(new ReferenceDevice(), spec, dataset, [steps]);
    const received = await trainOn(device, spec, dataset, [steps]);
    for (const [index, { path, values }] of expected.tensors.entries()) {
      expect(received.tensors[index].path).toBe(path);
      expect(distance(values, received.tensors[index].values), path).toBeLessThan(AGREEMENT);
    }
    expect(distance(expected.trainLog, received.trainLog), 'training log').toBeLessThan(AGREEMENT);
    expect(distance(expected.testLog, received.testLog), 'test log').toBeLessThan(AGREEMENT);
  });

  test.for(imageArms)(
    '%s: parameters, statistics and losses after whole steps, and the same bits again',
    async ([name, spec], context) => {
      if (isSlow(device) && !SHORT_ARMS.includes(name)) {
        context.skip('software that plays a GPU is too slow for all whole runs on images');
      }

      const dataset = pointClouds('byte', IMAGE);
      const expected = await trainOn(new ReferenceDevice(), spec, dataset, [steps]);
      const received = await trainOn(device, spec, dataset, [steps]);
      for (const [index, { path, values }] of expected.tensors.entries()) {
        expect(received.tensors[index].path).toBe(path);
        expect(distance(values, received.tensors[index].values), path).toBeLessThan(IMAGE_AGREEMENT);
      }
      expect(distance(expected.trainLog, received.trainLog), 'training log').toBeLessThan(IMAGE_AGREEMENT);
      expect(await trainOn(device, spec, dataset, [1, 2, steps - 3])).toEqual(received);
    },
  );

  test('a data set of floats trains alike', async () => {
    const [[, spec]] = arms;
    const dataset = pointClouds('float');
    const expected = await trainOn(new ReferenceDevice(), spec, dataset, [steps]);
    const received = await trainOn(device, spec, dataset, [steps]);
    expect(distance(expected.trainLog, received.trainLog)).toBeLessThan(AGREEMENT);
  });

  test.each(arms)('%s: the same bits on every run, however many steps a call has', async (_name, spec) => {
    const dataset = pointClouds('byte');
    const once = await trainOn(device, spec, dataset, [steps]);
    expect(await trainOn(device, spec, dataset, [steps])).toEqual(once);
    const [first, second] = isSlow(device) ? [1, 1] : [1, 7];
    expect(await trainOn(device, spec, dataset, [first, second, steps - first - second])).toEqual(once);
  });
});
