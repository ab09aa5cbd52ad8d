import { describe, expect, it } from 'vitest';
import { initialTensors } from '#core/nn/initial-values.ts';
import type { Dataset } from '#core/data/dataset.ts';
import { smallDataset } from '../nn/small-dataset.ts';
import { smallSpec, type RunInput } from '../nn/small-spec.ts';
import { StepProbe } from '../nn/step-probe.ts';
import { recordRun } from './recorded-run.ts';
import { RecordingDevice } from './recording-device.ts';

const normalization = { kind: 'batch' } as const;
const network: RunInput['network'] = { layers: [{ kind: 'dense', units: 8 }], normalization };

describe('the events of a run', () => {
  it('start with what is to come, and end with every tensor', async () => {
    const spec = smallSpec({ network, duration: { unit: 'epochs', count: 3 }, batchSize: 5 });
    const run = await recordRun(spec);
    expect(run.events[0]).toEqual({
      kind: 'started',
      device: { device: 'reference', description: expect.any(String), precision: 'float64' },
      stepsTotal: 6,
      stepsPerEpoch: 2,
      parameterCount: 3 * 8 + 2 * 8 + 8 * 3 + 3,
    });
    expect(run.events.at(-1)).toBe(run.finished);
    expect(run.finished).toMatchObject({ outcome: { kind: 'completed' }, steps: 6 });
    const forms = (tensors: readonly { path: string; role: string; shape: readonly number[] }[]) =>
      tensors.map(({ path, role, shape }) => ({ path, role, shape }));
    expect(forms(run.finished.tensors)).toEqual(forms(initialTensors(spec, smallDataset(), 1)));
  });

  it('hold every training step, and the evaluations at step 0, each interval, each epoch’s end and the end', async () => {
    const run = await recordRun(
      smallSpec({
        network,
        batchSize: 3,
        duration: { unit: 'steps', count: 11 },
        evaluation: { interval: { unit: 'steps', count: 3 }, batchSize: 4 },
      }),
    );
    expect(run.seriesNames.sort()).toEqual([
      'layers.0.batchNorm/runningMean',
      'layers.0.batchNorm/runningVar',
      'test/accuracy',
      'test/loss',
      'train/accuracy',
      'train/loss',
    ]);
    for (const name of ['train/loss', 'train/accuracy']) {
      expect(run.steps(name)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    }
    for (const name of run.seriesNames.filter((series) => !series.startsWith('train/'))) {
      expect(run.steps(name), name).toEqual([0, 3, 4, 6, 8, 9, 11]);
    }
  });

  it('report the running statistics from their initial values to those of the finished tensors', async () => {
    const run = await recordRun(smallSpec({ network }));
    for (const [name, initial] of [
      ['runningMean', 0],
      ['runningVar', 1],
    ] as const) {
      const points = run.series(`layers.0.batchNorm/${name}`);
      expect(points[0].values).toEqual(new Array(8).fill(initial));
      const final = run.finished.tensors.find(({ path }) => path === `layers.0.batchNorm.${name}`)!;
      expect(points.at(-1)!.values).toEqual([...final.values]);
      expect(points.at(-1)!.values).not.toEqual(points[0].values);
    }
  });

  it('report as train/loss the loss of the step’s batch before its update', async () => {
    const spec = smallSpec({ network, batchSize: 12, duration: { unit: 'steps', count: 1 } });
    const run = await recordRun(spec);
    const probe = await StepProbe.open(spec, smallDataset());
    expect(run.scalars('train/loss')).toEqual([Math.fround(await probe.step())]);
  });

  it('come several times a second while it lasts', async () => {
    let now = 0;
    const run = await recordRun(smallSpec({ network, duration: { unit: 'steps', count: 100 } }), {
      clock: () => (now += 30),
    });
    const progress = run.events.filter((event) => event.kind === 'progress');
    // The clock passes 90 ms with every call.
    expect(progress.length).toBeGreaterThan(now / 1000 / 0.35);
    expect(progress.map(({ step }) => step)).toEqual(progress.map(({ step }) => step).sort((a, b) => a - b));
  });
});

describe('evaluation', () => {
  it('covers every example exactly once, whatever its batch size', async () => {
    const scores = await Promise.all(
      [1, 2, 3, 7, 500].map(async (batchSize) => {
        const evaluation = { interval: { unit: 'epochs' as const, count: 1 }, batchSize };
        const run = await recordRun(smallSpec({ network, evaluation }));
        return { loss: run.scalars('test/loss'), accuracy: run.scalars('test/accuracy') };
      }),
    );
    for (const { loss, accuracy } of scores) {
      expect(accuracy).toEqual(scores[0].accuracy);
      loss.forEach((value, index) => expect(value).toBeCloseTo(scores[0].loss[index], 6));
    }
    // Seven examples: each accuracy is a number of sevenths.
    for (const accuracy of scores[0].accuracy) expect(accuracy * 7).toBeCloseTo(Math.round(accuracy * 7), 5);
  });

  it('leaves training untouched', async () => {
    const often = smallSpec({ network, evaluation: { interval: { unit: 'steps', count: 1 }, batchSize: 3 } });
    const seldom = smallSpec({ network });
    const [a, b] = [await recordRun(often), await recordRun(seldom)];
    expect(a.steps('test/loss').length).toBeGreaterThan(b.steps('test/loss').length);
    expect(a.scalars('train/loss')).toEqual(b.scalars('train/loss'));
    expect(a.finished.tensors).toEqual(b.finished.tensors);
  });

  it('counts every example even where the loss of some is not finite', async () => {
    const dataset = smallDataset({ trainCount: 12, testCount: 6, classes: 2 });
    // The largest f32 times any weight above 1 overflows nothing in float64; so an infinite example stands in for it.
    const values = (dataset.test.values as Float32Array).slice();
    values.fill(Infinity, 0, 3);
    const broken: Dataset = { ...dataset, test: { ...dataset.test, values } };
    const evaluation = { interval: { unit: 'epochs' as const, count: 1 }, batchSize: 1 };
    const spec = smallSpec({ evaluation, duration: { unit: 'epochs', count: 40 } });
    const [whole, part] = [await recordRun(spec, { dataset }), await recordRun(spec, { dataset: broken })];
    expect(whole.scalars('test/accuracy').at(-1)).toBe(1);
    expect(part.finished.outcome).toEqual({ kind: 'completed' });
    expect(part.scalars('test/loss').at(-1)).toBeNaN();
    expect(part.scalars('test/accuracy').at(-1)).toBeGreaterThanOrEqual(Math.fround(5 / 6));
  });
});

describe('the same spec and seed', () => {
  const spec = smallSpec({
    network,
    optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
    duration: { unit: 'epochs', count: 20 },
  });

  it('give byte-identical series and tensors', async () => {
    const first = await recordRun(spec);
    const second = await recordRun(spec);
    expect(second.bits()).toEqual(first.bits());
    expect((await recordRun(spec, { seed: 2 })).bits()).not.toEqual(first.bits());
  });

  it('give them whatever the clock says', async () => {
    let slow = 0;
    let erratic = 0;
    const still = await recordRun(spec);
    const one = await recordRun(spec, { clock: () => (slow += 1_000) });
    const other = await recordRun(spec, { clock: () => (erratic += (erratic * 7 + 13) % 61) });
    expect(one.events.length).toBeGreaterThan(still.events.length);
    expect(one.bits()).toEqual(still.bits());
    expect(other.bits()).toEqual(still.bits());
  });
});

it('pairs arms: the same initial weights and the same examples in the same order', async () => {
  const layers = [{ kind: 'dense' as const, units: 4 }];
  const common = { duration: { unit: 'epochs', count: 4 }, batchSize: 5 } as const;
  const arms = [
    smallSpec({ ...common, network: { layers } }),
    smallSpec({ ...common, network: { layers, normalization }, optimizer: { kind: 'sgd', learningRate: 3 } }),
    smallSpec({ ...common, network: { layers, normalization: { kind: 'batch', placement: 'afterActivation' } } }),
    smallSpec({ ...common, network: { layers }, inputNormalization: 'standardize', loss: 'meanSquaredError' }),
  ];
  const records = await Promise.all(
    arms.map(async (spec, index) => {
      const device = new RecordingDevice();
      let now = 0;
      await recordRun(spec, { device, clock: () => (now += 10 * index) });
      return device;
    }),
  );
  const [first] = records;
  const { trainIndices } = first;
  expect(trainIndices.length).toBe(4 * 2 * 5);
  for (let epoch = 0; epoch < 4; epoch += 1) {
    // Twelve examples make two whole batches of five: ten of them, none twice.
    expect(new Set(trainIndices.slice(epoch * 10, (epoch + 1) * 10)).size).toBe(10);
  }
  for (const record of records) {
    expect(record.trainIndices).toEqual(trainIndices);
    for (const path of ['layers.0.dense.weight', 'layers.1.dense.weight', 'layers.1.dense.bias']) {
      expect(record.initialValues.get(path), path).toEqual(first.initialValues.get(path));
    }
  }
});
