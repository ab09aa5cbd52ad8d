import { describe, expect, it } from 'vitest';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { smallDataset } from '../nn/small-dataset.ts';
import { smallImages } from '../nn/small-images.ts';
import { smallSpec, type RunInput } from '../nn/small-spec.ts';
import { recordRun } from './recorded-run.ts';

const network: RunInput['network'] = {
  layers: [
    { kind: 'dense', units: 5 },
    { kind: 'dropout', rate: 0.3 },
    { kind: 'dense', units: 4 },
  ],
  activation: 'tanh',
  normalization: { kind: 'batch', momentum: 0.05 },
};

const specWith = (evaluation: Partial<RunInput['evaluation']>, input: Partial<RunInput> = {}) =>
  smallSpec({
    network,
    duration: { count: 6 },
    evaluation: { interval: { count: 2 }, ...evaluation },
    ...input,
  });

describe('population statistics', () => {
  it('change the scores of evaluation, and nothing of training', async () => {
    const running = await recordRun(specWith({}));
    const population = await recordRun(specWith({ populationBatches: 2 }));
    for (const name of ['train/loss', 'layers.0.batchNorm/runningMean', 'layers.2.batchNorm/runningVar']) {
      expect(population.series(name)).toEqual(running.series(name));
    }
    expect(population.finished.tensors).toEqual(running.finished.tensors);
    expect(population.steps('test/loss')).toEqual(running.steps('test/loss'));
    expect(population.scalars('test/loss')).not.toEqual(running.scalars('test/loss'));
  });

  it('of one batch of everything make evaluation of the training set see what training sees', async () => {
    const dataset = smallDataset({ trainCount: 300 });
    const onTraining = { ...dataset, test: dataset.train };
    const whole: Partial<RunInput> = { batchSize: 300, network: { ...network, layers: [{ kind: 'dense', units: 5 }] } };
    const gaps = async (populationBatches?: number) => {
      const spec = specWith({ interval: { count: 1 }, ...(populationBatches && { populationBatches }) }, whole);
      const run = await recordRun(spec, { dataset: onTraining });
      const test = run.scalars('test/loss');
      // The loss of step k + 1 is that of the parameters after k steps.
      return run.scalars('train/loss').map((loss, step) => Math.abs(loss - test[step]) / loss);
    };
    // Left is the unbiased variance, larger than the biased one by 1 / 299.
    expect(Math.max(...(await gaps(1)))).toBeLessThan(2e-3);
    expect(Math.max(...(await gaps(7)))).toBeLessThan(2e-3);
    expect(Math.max(...(await gaps()))).toBeGreaterThan(0.05);
  });

  it('leave frozen statistics and those of batch renormalization alone', async () => {
    for (const normalization of [
      { kind: 'batch', statistics: 'frozen' },
      { kind: 'batchRenorm' },
      { kind: 'layer' },
    ] as const) {
      const input = { network: { ...network, normalization } };
      const running = await recordRun(specWith({}, input));
      const population = await recordRun(specWith({ populationBatches: 2 }, input));
      expect(population.bits()).toEqual(running.bits());
    }
  });

  it('are recomputed on the wasm device as well, through convolutions and residual blocks', async () => {
    const conv = { kind: 'conv2d', filters: 3 } as const;
    const input: Partial<RunInput> = {
      network: {
        ...network,
        layers: [conv, { kind: 'residual', layers: [conv, conv] }, { kind: 'globalAveragePool' }],
      },
    };
    const spec = specWith({ populationBatches: 2 }, input);
    const dataset = smallImages();
    const [reference, wasm] = [
      await recordRun(spec, { dataset }),
      await recordRun(spec, { dataset, device: await openWasmDevice() }),
    ];
    wasm.scalars('test/loss').forEach((loss, index) => {
      expect(loss).toBeCloseTo(reference.scalars('test/loss')[index], 4);
    });
  });
});
