import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '#core/data/dataset.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { decodeCheckpoint } from '#core/train/checkpoint.ts';
import { smallDataset } from '../nn/small-dataset.ts';
import { smallImages } from '../nn/small-images.ts';
import { smallSpec, type RunInput } from '../nn/small-spec.ts';
import { checkpointsOf, lastCheckpoint, recordInterrupted, recordUntilPaused, slowClock } from './interrupted-run.ts';
import { RecordedRun, recordRun } from './recorded-run.ts';

interface Case {
  readonly input: Partial<RunInput>;
  readonly dataset: () => Dataset;
}

const dense = (normalization: NonNullable<RunInput['network']['normalization']>): RunInput['network'] => ({
  layers: [
    { kind: 'dense', units: 5 },
    { kind: 'dense', units: 4 },
  ],
  normalization,
});

const vectors = () => smallDataset({ trainCount: 26, testCount: 9, separation: 1 });
const images = () => smallImages([6, 5, 2], 18);

const cases: Record<string, Case> = {
  'dense layers with batch normalization': {
    input: { network: dense({ kind: 'batch' }) },
    dataset: vectors,
  },
  'convolutions with batch normalization, dropout, augmentation and momentum': {
    input: {
      dataset: { kind: 'mnist', augmentation: { flip: true, shift: 2 } },
      network: {
        layers: [
          { kind: 'conv2d', filters: 3, kernelSize: 3 },
          { kind: 'maxPool' },
          { kind: 'dropout', rate: 0.3 },
          { kind: 'dense', units: 4 },
        ],
        normalization: { kind: 'batch' },
      },
      optimizer: { kind: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
    },
    dataset: images,
  },
  'Adam with a warm-up and a cosine schedule': {
    input: {
      network: dense({ kind: 'batch' }),
      optimizer: {
        kind: 'adam',
        learningRate: 0.02,
        weightDecay: 1e-3,
        warmup: { unit: 'steps', count: 5 },
        schedule: { kind: 'cosine' },
      },
    },
    dataset: vectors,
  },
  'RMSProp with momentum, clipping and a step schedule': {
    input: {
      network: dense({ kind: 'layer' }),
      optimizer: {
        kind: 'rmsprop',
        learningRate: 0.01,
        momentum: 0.8,
        gradientClipNorm: 0.5,
        schedule: { kind: 'step', interval: { unit: 'epochs', count: 1 }, factor: 0.5 },
      },
    },
    dataset: vectors,
  },
  'batch renormalization': { input: { network: dense({ kind: 'batchRenorm' }) }, dataset: vectors },
  'weight normalization and AdamW': {
    input: { network: dense({ kind: 'weight' }), optimizer: { kind: 'adamw', learningRate: 0.02 } },
    dataset: vectors,
  },
  'population statistics': {
    input: {
      network: dense({ kind: 'batch', momentum: 0.05 }),
      evaluation: { interval: { unit: 'steps', count: 3 }, batchSize: 2, populationBatches: 3 },
    },
    dataset: vectors,
  },
  'a residual block': {
    input: {
      network: {
        layers: [
          { kind: 'conv2d', filters: 3 },
          { kind: 'residual', layers: [{ kind: 'conv2d', filters: 3 }] },
          { kind: 'globalAveragePool' },
        ],
        normalization: { kind: 'batch' },
      },
    },
    dataset: images,
  },
};

const devices = { reference: async () => new ReferenceDevice(), wasm: () => openWasmDevice() };

/** Twenty-odd steps of several epochs, evaluated in small batches, with a checkpoint of the end to compare. */
const specOf = ({ input }: Case) =>
  smallSpec({
    batchSize: 5,
    duration: { unit: 'steps', count: 23 },
    evaluation: { interval: { unit: 'steps', count: 4 }, batchSize: 4 },
    checkpoint: { interval: { unit: 'steps', count: 1_000 } },
    ...input,
  });

describe.each(Object.keys(devices) as (keyof typeof devices)[])('on the device %s', (name) => {
  it.each(Object.keys(cases))('a run with %s goes on as if it had never been paused, wherever it is', async (title) => {
    const spec = specOf(cases[title]);
    const dataset = cases[title].dataset();
    const device = await devices[name]();
    const whole = await recordRun(spec, { dataset, device });
    expect(whole.finished.outcome.kind).toBe('completed');
    // The state as the device has it, which the series and the f32 tensors show only in part.
    const { bytes: end } = checkpointsOf(whole).at(-1)!;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }), async (pauses) => {
        const parts = await recordInterrupted(spec, pauses, { dataset, device });
        expect(parts.bits()).toEqual(whole.bits());
        expect(Buffer.compare(checkpointsOf(parts).at(-1)!.bytes, end)).toBe(0);
      }),
      { numRuns: 8, seed: 1 },
    );
  });

  it('a run that is killed goes on from each of its checkpoints to the same end', async () => {
    const title = 'convolutions with batch normalization, dropout, augmentation and momentum';
    const dataset = images();
    const device = await devices[name]();
    const spec = {
      ...specOf(cases[title]),
      checkpoint: { interval: { unit: 'steps' as const, count: 4 }, keepLast: 1 },
    };
    const whole = await recordRun(spec, { dataset, device });
    const checkpoints = checkpointsOf(whole);
    expect(checkpoints.map(({ step, evaluated }) => [step, evaluated])).toEqual([
      [4, true],
      [8, true],
      [12, true],
      [16, true],
      [20, true],
      [23, true],
    ]);
    for (const checkpoint of checkpoints) {
      const { bytes, step } = checkpoint;
      // What was announced before it is stored; what came after it is not, or is announced once more.
      const before = whole.events.slice(0, whole.events.indexOf(checkpoint) + 1);
      const rest = await recordRun(spec, {
        dataset,
        device,
        clock: slowClock(),
        from: { kind: 'resume', checkpoint: decodeCheckpoint(bytes) },
      });
      expect(rest.started.from).toEqual({ step, fresh: [], unused: [] });
      expect(new RecordedRun([...before, ...rest.events]).bits()).toEqual(whole.bits());
    }
  });
});

describe('a run that is asked to pause', () => {
  const spec = smallSpec({
    network: { layers: [{ kind: 'dense', units: 4 }], normalization: { kind: 'batch' } },
    batchSize: 3,
    duration: { unit: 'steps', count: 12 },
    evaluation: { interval: { unit: 'steps', count: 5 }, batchSize: 1 },
  });

  it('ends at the step it is at, with a checkpoint of it after all points', async () => {
    // Seven batches of the first evaluation, then three steps.
    const run = await recordUntilPaused(spec, 10);
    expect(run.finished).toMatchObject({ outcome: { kind: 'paused' }, steps: 3 });
    expect(run.events.slice(-2).map(({ kind }) => kind)).toEqual(['checkpoint', 'finished']);
    expect(checkpointsOf(run).at(-1)).toMatchObject({ step: 3, evaluated: false, metrics: {} });
    expect(run.steps('train/loss')).toEqual([1, 2, 3]);
  });

  it('inside an evaluation does not finish it, and makes it again', async () => {
    const run = await recordUntilPaused(spec, 3);
    expect(run.finished).toMatchObject({ outcome: { kind: 'paused' }, steps: 0 });
    expect(run.seriesNames).toEqual([]);
    expect(checkpointsOf(run).at(-1)).toMatchObject({ step: 0, evaluated: false });
    const rest = await recordRun(spec, { from: { kind: 'resume', checkpoint: lastCheckpoint(run) } });
    expect(rest.bits()).toEqual((await recordRun(spec)).bits());
  });

  it('while the population is measured leaves the running statistics alone', async () => {
    const measured = { ...spec, evaluation: { ...spec.evaluation, populationBatches: 4 } };
    const { tensors } = lastCheckpoint(await recordUntilPaused(spec, 7 + 4));
    // The evaluation before the first step and four steps; then four batches of the population, and seven of the test set.
    for (let progresses = 4 + 7 + 4; progresses < 4 + 7 + 4 + 4 + 7; progresses += 1) {
      const checkpoint = lastCheckpoint(await recordUntilPaused(measured, progresses));
      expect(checkpoint, String(progresses)).toMatchObject({ step: 4, evaluated: false });
      expect(checkpoint.tensors).toEqual(tensors);
    }
  });

  it('right after an evaluation does not make it again, and knows its scores', async () => {
    const run = await recordUntilPaused(spec, 7);
    const [checkpoint] = checkpointsOf(run);
    expect(checkpoint).toMatchObject({ step: 0, evaluated: true });
    expect(checkpoint.metrics).toEqual({
      'test/loss': run.scalars('test/loss')[0],
      'test/accuracy': run.scalars('test/accuracy')[0],
    });
    const rest = await recordRun(spec, { from: { kind: 'resume', checkpoint: lastCheckpoint(run) } });
    expect(rest.steps('test/loss')).toEqual([4, 5, 8, 10, 12]);
  });

  it('and to cancel is cancelled, whatever came first', async () => {
    const controls = [
      { request: 'cancel' as const, outcome: 'cancelled' },
      { request: 'pause' as const, outcome: 'paused' },
    ];
    for (const { request, outcome } of controls) {
      const run = await recordRun(spec, { control: { request } });
      expect(run.finished.outcome).toEqual({ kind: outcome });
      expect(checkpointsOf(run)).toHaveLength(outcome === 'paused' ? 1 : 0);
    }
  });

  it('after its last step has completed', async () => {
    const all = await recordUntilPaused(spec, Infinity);
    const count = all.events.filter(({ kind }) => kind === 'progress').length;
    expect((await recordUntilPaused(spec, count)).finished.outcome).toEqual({ kind: 'completed' });
    const last = await recordUntilPaused(spec, count - 1);
    // The last but one batch of the last evaluation.
    expect(last.finished).toMatchObject({ outcome: { kind: 'paused' }, steps: 12 });
    const rest = await recordRun(spec, { from: { kind: 'resume', checkpoint: lastCheckpoint(last) } });
    expect(rest.finished.outcome).toEqual({ kind: 'completed' });
    expect(rest.seriesNames).not.toContain('train/loss');
    expect(rest.steps('test/loss')).toEqual([12]);
  });
});
