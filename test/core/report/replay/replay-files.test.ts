import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, beforeAll } from 'vitest';
import type { Dataset, Split } from '#core/data/dataset.ts';
import { ImageMoves } from '#core/data/image-moves.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { initialTensors } from '#core/nn/initial-values.ts';
import { writeNpy } from '#core/data/npy/write-npy.ts';
import { replayFiles } from '#core/report/replay/replay-files.ts';
import { writeSafetensors } from '#core/tensor/safetensors.ts';
import { datasetSpec } from '#core/spec/dataset/dataset.ts';
import { runSpec, type RunSpec } from '#core/spec/experiment.ts';
import { curveOf } from '#core/series/curve.ts';
import { randomStream } from '#core/tensor/random.ts';
import type { FinishedEvent, PointsEvent } from '#core/train/events.ts';
import { train } from '#core/train/train.ts';
import { readNpyInt32, readSafetensors } from '#test/fixtures/report/read-replay.ts';
import { replayTraining } from '#test/fixtures/report/replay-training.ts';
import { runRecord } from '#test/fixtures/records.ts';
import { requirePython } from '#test/python.ts';

const SEED = 5;

const clusters: Dataset = {
  name: 'Three clusters',
  classes: 3,
  exampleShape: [4],
  train: clusterSplit('train', 120),
  test: clusterSplit('test', 30),
};

function clusterSplit(name: string, count: number): Split {
  const stream = randomStream(1, 'test clusters', name);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  const values = Float32Array.from(
    { length: count * 4 },
    (_, i) => 2 * Number(labels[i >> 2] === i % 4) + stream.normal(),
  );
  return { count, values, labels };
}

function specWith(normalization: 'none' | 'batch'): RunSpec {
  return runSpec.parse({
    dataset: { kind: 'blobs', trainExamples: 120, testExamples: 30, classes: 3, features: 4 },
    network: {
      layers: [
        { kind: 'dense', units: 7 },
        { kind: 'dense', units: 5 },
      ],
      activation: 'sigmoid',
      normalization: { kind: normalization },
    },
    optimizer: { kind: 'sgd', learningRate: 0.5, momentum: 0.9 },
    batchSize: 12,
    duration: { unit: 'steps', count: 25 },
  });
}

async function trainAndExport(
  spec: RunSpec,
  dataset: Dataset = clusters,
): Promise<{ files: Map<string, Uint8Array>; losses: number[] }> {
  const points: PointsEvent[] = [];
  let finished: FinishedEvent | null = null;
  for await (const event of train({
    spec,
    seed: SEED,
    dataset,
    device: new ReferenceDevice(),
    clock: () => performance.now(),
  })) {
    if (event.kind === 'points' && event.series === 'train/loss') points.push(event);
    if (event.kind === 'finished') finished = event;
  }
  if (finished === null) throw new Error('training did not finish');
  const trainLoss = curveOf(points);
  const run = runRecord({
    id: 'run-1',
    experimentId: 'experiment-1',
    arm: 'with BN',
    seed: SEED,
    status: 'completed',
    device: 'reference',
    steps: finished.steps,
    stepsTotal: 25,
    stepsPerEpoch: 10,
    parameterCount: null,
    startedAt: null,
    endedAt: null,
    durationMs: null,
    divergedAtStep: null,
    failure: null,
    summary: {},
    specHash: 'hash',
  });
  const initial = initialTensors(spec, dataset, SEED);
  const files = replayFiles({
    run,
    spec,
    dataset,
    initialTensors: initial,
    finalTensors: finished.tensors,
    trainLoss,
    appVersion: '0.1.0',
  });
  return { files, losses: Array.from(trainLoss.values) };
}

it('tells how the images of an augmented run were moved', async () => {
  const spec = { ...specWith('none'), dataset: runDataset({ augmentation: { flip: true, shift: 1 } }) };
  const images = { ...clusters, exampleShape: [2, 2, 1] };
  const { files } = await trainAndExport(spec, images);
  const { shape, values } = readNpyInt32(files.get('moves.npy')!);
  expect(shape).toEqual([25, 12, 3]);
  const moves = new ImageMoves(SEED, { flip: true, shift: 1 }, 12);
  expect(values.subarray(24 * 36)).toEqual(moves.step(24));
  expect((await trainAndExport({ ...spec, dataset: runDataset({}) }, images)).files.has('moves.npy')).toBe(false);
});

function runDataset(fields: object): RunSpec['dataset'] {
  return datasetSpec.parse({ kind: 'mnist', ...fields });
}

describe.each(['none', 'batch'] as const)('a replay export with normalization %s', (normalization) => {
  let files: Map<string, Uint8Array>;
  let losses: number[];

  beforeAll(async () => {
    ({ files, losses } = await trainAndExport(specWith(normalization)));
  });

  it('lets an outsider reproduce the losses of 20 steps', () => {
    const replayed = replayTraining(files, 20);
    expect(losses.length).toBe(25);
    replayed.forEach((loss, step) => {
      expect(
        Math.abs(loss - losses[step]) / losses[step],
        `step ${step + 1}: ${loss} against ${losses[step]}`,
      ).toBeLessThan(1e-4);
    });
    // Training moved, so agreeing was no matter of course.
    expect(Math.abs(losses[19] - losses[0])).toBeGreaterThan(0.1);
  });

  it('has PyTorch’s names and layouts', () => {
    const { tensors, metadata } = readSafetensors(files.get('final.safetensors')!);
    expect(metadata.format).toBe('pt');
    expect(tensors.get('layers.0.dense.weight')?.shape).toEqual([7, 4]);
    expect(tensors.get('layers.2.dense.weight')?.shape).toEqual([3, 5]);
    expect(tensors.get('layers.2.dense.bias')?.shape).toEqual([3]);
    const names = [...tensors.keys()].filter((name) => name.startsWith('layers.0.')).sort();
    expect(names).toEqual(
      normalization === 'batch'
        ? ['bias', 'num_batches_tracked', 'running_mean', 'running_var', 'weight']
            .map((name) => `layers.0.batchNorm.${name}`)
            .concat('layers.0.dense.weight')
        : ['layers.0.dense.bias', 'layers.0.dense.weight'],
    );
    if (normalization === 'batch') {
      expect(tensors.get('layers.1.batchNorm.num_batches_tracked')).toEqual({
        dtype: 'I64',
        shape: [],
        values: BigInt64Array.of(25n),
      });
    }
  });

  it('is read by NumPy', (context) => {
    const interpreter = requirePython(context, ['numpy']);
    const folder = mkdtempSync(join(tmpdir(), 'replay-'));
    try {
      for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
      const python = spawnSync(
        interpreter,
        [join(import.meta.dirname, '../../../fixtures/report/read_replay.py'), folder],
        { encoding: 'utf8' },
      );
      expect(python.stderr).toBe('');
      const read = JSON.parse(python.stdout) as {
        batches: unknown;
        initial: Record<string, { shape: number[]; dtype: string; sum: number }>;
        losses: number[];
        seed: number;
      };
      const own = readNpyInt32(files.get('batches.npy')!);
      expect(read.batches).toEqual({
        shape: [25, 12],
        dtype: 'int32',
        first: [...own.values.subarray(0, 12)],
        min: 0,
        max: 119,
      });
      for (const [name, { shape, values }] of readSafetensors(files.get('initial.safetensors')!).tensors) {
        const sum = Array.from<number | bigint, number>(values as ArrayLike<number | bigint>, Number).reduce(
          (a, b) => a + b,
          0,
        );
        expect(read.initial[name].shape).toEqual(shape);
        expect(read.initial[name].sum).toBeCloseTo(sum, 6);
      }
      expect(read.losses).toEqual(losses);
      expect(read.seed).toBe(SEED);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('writers', () => {
  it('write the bytes that the formats’ documents prescribe', () => {
    const npy = writeNpy([2, 2], Int32Array.of(1, -2, 3, 4));
    expect([...npy.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    expect((npy.length - 16) % 64).toBe(0);
    expect(readNpyInt32(npy)).toEqual({ shape: [2, 2], values: Int32Array.of(1, -2, 3, 4) });

    const safetensors = writeSafetensors(
      [
        { name: 'a', shape: [1], values: Float32Array.of(0.5) },
        { name: 'n', shape: [], values: BigInt64Array.of(7n) },
      ],
      {},
    );
    expect(new DataView(safetensors.buffer).getUint32(0, true) % 8).toBe(0);
    expect(readSafetensors(safetensors).tensors.get('a')?.values).toEqual(Float32Array.of(0.5));
    expect(readSafetensors(safetensors).tensors.get('n')?.values).toEqual(BigInt64Array.of(7n));
  });

  it('refuse shapes that do not hold the values', () => {
    expect(() => writeNpy([3], Int32Array.of(1))).toThrow('values: expected 3 for shape [3], received 1');
    expect(() => writeSafetensors([{ name: 'a', shape: [2, 2], values: new Float32Array(3) }], {})).toThrow(
      'a: expected 4 values for shape [2, 2], received 3',
    );
  });
});
