import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { npzDataset } from '#core/data/npz-dataset.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { SpecError } from '#core/errors.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { armSpecs } from '#core/spec/arms.ts';
import { parseExperimentText } from '#core/spec/parse/parse.ts';
import { smallDataset } from '../nn/small-dataset.ts';
import { smallImages } from '../nn/small-images.ts';
import { recordRun } from './recorded-run.ts';

/** An experiment that was once refused for its data set's kind, with the normalization put in. */
function specOf(dataset: string, layers: string, normalization: string): RunSpec {
  const experiment = parseExperimentText(`
title: Batches of one
base:
  dataset: ${dataset}
  network: { layers: ${layers}, activation: relu, normalization: ${normalization} }
  optimizer: { kind: sgd, learningRate: 0.05 }
  batchSize: 1
  duration: { unit: steps, count: 10 }
arms: [{ name: only }]
seeds: [1]
`);
  return armSpecs(experiment).only;
}

const CONVOLUTION = '[{ kind: conv2d, filters: 3, kernelSize: 3, padding: same }, { kind: flatten }]';
const DENSE = '[{ kind: dense, units: 3 }]';
const MNIST = '{ kind: mnist, trainExamples: 200, testExamples: 100 }';
const NPZ = '{ kind: npz, file: images.npz }';

/** 40 grey images of 4 × 4 bytes of noise, in two classes. */
function npzImages(spec: RunSpec) {
  if (spec.dataset.kind !== 'npz') throw new Error('the spec names an archive');
  const bytes = readFileSync(new URL('../../fixtures/data/batch-of-one.npz', import.meta.url));
  return npzDataset(spec.dataset, bytes, 'batch-of-one.npz');
}

const devices = { reference: async () => new ReferenceDevice(), wasm: () => openWasmDevice() };

describe.each(Object.entries(devices))('a convolution in batches of one trains, on %s', (_, open) => {
  it.each(['batch', 'batch, statistics: frozen', 'batchRenorm', 'instance'])('normalized by %s', async (kind) => {
    const normalization = `{ kind: ${kind} }`;
    const images = specOf(NPZ, CONVOLUTION, normalization);
    const digits = specOf(MNIST, CONVOLUTION, normalization);
    const runs = [
      await recordRun(images, { dataset: npzImages(images), device: await open() }),
      await recordRun(digits, { dataset: smallImages([28, 28, 1]), device: await open() }),
    ];
    for (const run of runs) {
      expect(run.finished.outcome.kind).toBe('completed');
      expect(run.scalars('train/loss')).toHaveLength(10);
      expect(run.scalars('train/loss').every((loss) => Number.isFinite(loss) && loss >= 0)).toBe(true);
    }
  });
});

describe('a dense layer in batches of one', () => {
  it.each([MNIST, NPZ])('is refused with batch statistics: %s', (dataset) => {
    for (const kind of ['batch', 'batchRenorm']) {
      expect(() => specOf(dataset, DENSE, `{ kind: ${kind} }`)).toThrow(
        /a batch of one gives each channel a single value/,
      );
    }
  });

  it('trains with frozen statistics', async () => {
    const spec = specOf('{ kind: csv, file: table.csv }', DENSE, '{ kind: batch, statistics: frozen }');
    expect((await recordRun(spec, { dataset: smallDataset() })).finished.outcome.kind).toBe('completed');
  });
});

it('is refused before training where a file turns out to hold vectors', async () => {
  const spec = specOf(NPZ, CONVOLUTION, '{ kind: batch }');
  await expect(recordRun(spec, { dataset: smallDataset() })).rejects.toThrow(SpecError);
  // One pixel is one value of each channel.
  const pixels = recordRun(spec, { dataset: smallImages([1, 1, 3]) });
  await expect(pixels).rejects.toThrow(/a batchSize of at least 2 with batch normalization/);
});
