import { describe, expect, it } from 'vitest';
import type { Dataset } from '#core/data/dataset.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { initialTensors } from '#core/nn/initial-values.ts';
import { buildModel, dataForm } from '#core/nn/model.ts';
import {
  observedQuantities,
  type EvaluationProbe,
  type Probe,
  type StepProbe,
  type StepQuantity,
} from '#core/probes/probe.ts';
import { RUNNING_STATISTICS } from '#core/probes/running-statistics.ts';
import { TEST_SCORES } from '#core/probes/test-scores.ts';
import { TRAINING_SCORES } from '#core/probes/training-scores.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { smallDataset } from '../nn/small-dataset.ts';
import { smallImages } from '../nn/small-images.ts';
import { smallSpec, type RunInput } from '../nn/small-spec.ts';
import { recordInterrupted } from '../train/interrupted-run.ts';
import { recordRun, type RecordedRun } from '../train/recorded-run.ts';
import { channelMeans } from './channel-means.ts';

interface Case {
  readonly network: RunInput['network'];
  readonly dataset: Dataset;
}

const dense = { layers: [6, 5].map((units) => ({ kind: 'dense' as const, units })) };
const vectors = smallDataset({ trainCount: 26, testCount: 9, separation: 1 });

const cases: Record<string, Case> = {
  'dense layers': { network: { ...dense, activation: 'sigmoid' }, dataset: vectors },
  'dense layers with batch normalization': {
    network: { ...dense, normalization: { kind: 'batch' } },
    dataset: vectors,
  },
  'dense layers normalized without gamma, gelu': {
    network: { ...dense, activation: 'gelu', normalization: { kind: 'batch', affine: false } },
    dataset: vectors,
  },
  'convolutions with batch normalization and a residual block': {
    network: {
      layers: [
        { kind: 'conv2d', filters: 3 },
        { kind: 'residual', layers: [{ kind: 'conv2d', filters: 3 }] },
        { kind: 'maxPool' },
        { kind: 'dropout', rate: 0.3 },
        { kind: 'dense', units: 4 },
      ],
      normalization: { kind: 'batch' },
    },
    dataset: smallImages([6, 5, 2], 26),
  },
};

const specOf = ({ network }: Case): RunSpec =>
  smallSpec({
    network,
    batchSize: 5,
    duration: { unit: 'steps', count: 23 },
    evaluation: { interval: { unit: 'steps', count: 4 }, batchSize: 4 },
    optimizer: { kind: 'sgd', learningRate: 0.05, momentum: 0.9 },
  });

const devices = { reference: async () => new ReferenceDevice(), wasm: () => openWasmDevice() };

const ALL: readonly StepQuantity[] = [
  'preActivation',
  'activation',
  'preActivationGradient',
  'parameter',
  'gradient',
  'statistic',
];

describe.each(Object.entries(cases))('%s', (_, { network, dataset }) => {
  const spec = specOf({ network, dataset });
  const run = async (device: keyof typeof devices, probes: readonly Probe[]): Promise<RecordedRun> =>
    recordRun(spec, { dataset, device: await devices[device](), probes });

  it.each(['reference', 'wasm'] as const)(
    'are trained alike to the bit with probes and without, on %s',
    async (name) => {
      const plain = (await run(name, [])).bits();
      for (const schedule of [{ everySteps: 1 }, { everySteps: 3 }, 'evaluations'] as const) {
        const probed = (await run(name, [channelMeans(ALL, schedule)])).bits();
        expect(Object.keys(probed).length).toBeGreaterThan(Object.keys(plain).length);
        expect(probed).toMatchObject(plain);
      }
    },
  );

  it('are seen alike by the reference and by wasm', async () => {
    const probe = channelMeans(ALL, { everySteps: 1 });
    const [reference, wasm] = [await run('reference', [probe]), await run('wasm', [probe])];
    const { plan } = buildModel(spec, dataForm(dataset));
    for (const { name, width } of probe.series(plan)) {
      const points = wasm.series(name);
      expect(points).toHaveLength(23);
      reference.series(name).forEach(({ step, values }, index) => {
        expect(points[index].step).toBe(step);
        expect(values).toHaveLength(width);
        values.forEach((value, channel) =>
          expect(Math.abs(points[index].values[channel] - value), `${name} at step ${step}`).toBeLessThan(
            1e-4 * (1 + Math.abs(value)),
          ),
        );
      });
    }
  });

  it.each(['reference', 'wasm'] as const)('are seen alike whether a run is paused or not, on %s', async (name) => {
    const probes = [channelMeans(ALL, { everySteps: 3 }), AT_EVALUATIONS];
    const device = await devices[name]();
    const whole = await recordRun(spec, { dataset, device, probes });
    const parts = await recordInterrupted(spec, [2, 5, 9, 14], { dataset, device, probes });
    expect(parts.bits()).toEqual(whole.bits());
  });
});

/** At the steps after which the test set is evaluated. */
const AT_EVALUATIONS: StepProbe = {
  ...channelMeans(['preActivation'], 'evaluations'),
  name: 'pre-activations at evaluations',
  record: ({ matrices }, add) => matrices.forEach(({ path, values }) => add(`${path}/first`, [values[0]])),
};

describe('when probes look', () => {
  const spec = specOf(cases['dense layers with batch normalization']);

  it('at the multiples of their steps, and at the steps that lead to an evaluation', async () => {
    const probes = [channelMeans(['preActivation'], { everySteps: 5 }), AT_EVALUATIONS];
    const run = await recordRun(spec, { dataset: vectors, probes });
    expect(run.steps('layers.1.activation/preActivationMean')).toEqual([5, 10, 15, 20]);
    // Every 4 steps, at the end of epochs of 5, and at the end; no step leads to the first evaluation.
    expect(run.steps('layers.1.activation/first')).toEqual([4, 5, 8, 10, 12, 15, 16, 20, 23]);
    expect(run.steps('train/loss')).toHaveLength(23);
  });

  it('parameters are those after the step, and evaluations see the same', async () => {
    const atRest: EvaluationProbe = {
      moment: 'evaluation',
      name: 'first weights',
      reads: ['parameter'],
      needsTestPass: false,
      series: () => [],
      record: ({ matrices }, add) => matrices.forEach(({ path, values }) => add(`${path}/first`, [values[0]])),
    };
    const run = await recordRun(spec, { dataset: vectors, probes: [atRest] });
    const { path, values } = run.finished.tensors[0];
    expect(run.series(`${path}/first`).at(-1)).toEqual({ step: 23, values: [values[0]] });
    expect(run.series(`${path}/first`)[0]).toEqual({
      step: 0,
      values: [initialTensors(spec, vectors, 1)[0].values[0]],
    });
  });
});

it('a pre-activation is what the layer’s weights make of the batch, computed by hand', async () => {
  const dataset = smallDataset({ trainCount: 6 });
  const spec = smallSpec({ network: { layers: [{ kind: 'dense', units: 2 }] }, batchSize: 6, duration: { count: 1 } });
  const probe = channelMeans(['preActivation', 'activation'], { everySteps: 1 });
  const run = await recordRun(spec, { dataset, probes: [probe] });
  const [weight, bias] = initialTensors(spec, dataset, 1).map(({ values }) => values);
  const { values } = dataset.train;
  // The batch is the whole training set, whatever its order.
  const means = (activate: (x: number) => number) =>
    [0, 1].map((unit) => {
      let sum = 0;
      for (let example = 0; example < 6; example += 1) {
        let x = bias[unit];
        for (let feature = 0; feature < 3; feature += 1)
          x += values[example * 3 + feature] * weight[feature * 2 + unit];
        sum += activate(x);
      }
      return sum / 6;
    });
  const expectClose = (name: string, expected: number[]) =>
    run.series(name)[0].values.forEach((value, unit) => expect(value).toBeCloseTo(expected[unit], 6));
  expectClose(
    'layers.0.activation/preActivationMean',
    means((x) => x),
  );
  expectClose(
    'layers.0.activation/activationMean',
    means((x) => Math.max(x, 0)),
  );
});

it('the probes of every run say beforehand what they record', async () => {
  const spec = {
    ...specOf(cases['dense layers with batch normalization']),
    evaluation: { interval: { unit: 'epochs' as const, count: 1 }, batchSize: 4, topK: 2 },
  };
  const run = await recordRun(spec, { dataset: vectors });
  const { plan } = buildModel(spec, dataForm(vectors));
  const probes = [TRAINING_SCORES, TEST_SCORES, RUNNING_STATISTICS];
  const series = probes.flatMap((probe) => probe.series(plan));
  expect(series.map(({ name }) => name).sort()).toEqual(run.seriesNames.sort());
  for (const { name, width } of series) expect(run.series(name)[0].values, name).toHaveLength(width);
  expect(observedQuantities(probes)).toEqual([]);
});
