import { describe, expect, it } from 'vitest';
import { SpecError } from '#core/errors.ts';
import { initialTensors } from '#core/nn/initial-values.ts';
import { generateBlobs } from '#core/data/generators/blobs.ts';
import { generateSpirals } from '#core/data/generators/spirals.ts';
import { train } from '#core/train/train.ts';
import { smallDataset } from '../nn/small-dataset.ts';
import { smallSpec, type RunInput } from '../nn/small-spec.ts';
import { recordRun } from './recorded-run.ts';
import { RecordingDevice } from './recording-device.ts';

const normalization = { kind: 'batch' } as const;
const network: RunInput['network'] = { layers: [{ kind: 'dense', units: 8 }], normalization };

describe('training learns', () => {
  const duration = { unit: 'epochs', count: 60 } as const;

  it('to tell classes that are apart', async () => {
    const dataset = smallDataset({ trainCount: 200, testCount: 100 });
    for (const kind of ['none', 'batch'] as const) {
      const spec = smallSpec({ network: { ...network, normalization: { kind } }, duration, batchSize: 20 });
      const run = await recordRun(spec, { dataset });
      const accuracy = run.scalars('test/accuracy');
      expect(accuracy[0]).toBeLessThan(0.8);
      expect(accuracy.at(-1), kind).toBeGreaterThan(0.95);
      expect(run.scalars('train/loss').at(-1)).toBeLessThan(0.2 * run.scalars('train/loss')[0]);
    }
  });

  it('blobs whose features are badly scaled, once the inputs are standardized', async () => {
    const counts = { trainExamples: 400, testExamples: 200, classes: 4, features: 8 };
    const data = { kind: 'blobs', ...counts, spread: 0.6, scaleRatio: 1_000, offset: 3, seed: 0 } as const;
    const dataset = generateBlobs(data);
    const accuracyWith = async (inputNormalization: 'none' | 'standardize') => {
      const spec = smallSpec({
        network: { layers: [{ kind: 'dense', units: 16 }] },
        inputNormalization,
        batchSize: 20,
      });
      const run = await recordRun({ ...spec, duration: { unit: 'epochs', count: 20 } }, { dataset });
      return run.scalars('test/accuracy').at(-1);
    };
    expect(await accuracyWith('standardize')).toBeGreaterThan(0.95);
    expect(await accuracyWith('none')).toBeLessThan(0.9);
  });

  it('two spirals, by either loss', async () => {
    const data = { kind: 'spirals', trainExamples: 500, testExamples: 200, turns: 1, noise: 0.02, seed: 0 } as const;
    const dataset = generateSpirals(data);
    for (const loss of ['softmaxCrossEntropy', 'meanSquaredError'] as const) {
      const spec = smallSpec({
        network: {
          layers: [
            { kind: 'dense', units: 24 },
            { kind: 'dense', units: 24 },
          ],
          normalization,
        },
        optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
        loss,
        duration,
        batchSize: 25,
      });
      const run = await recordRun(spec, { dataset });
      expect(run.scalars('test/accuracy').at(-1), loss).toBeGreaterThan(0.97);
    }
  });
});

describe('a loss that is not finite', () => {
  const spec = smallSpec({
    network: {
      layers: [
        { kind: 'dense', units: 8 },
        { kind: 'dense', units: 8 },
      ],
      activation: 'identity',
    },
    loss: 'meanSquaredError',
    optimizer: { kind: 'sgd', learningRate: 1e6 },
    duration: { unit: 'steps', count: 1_000 },
    evaluation: { interval: { unit: 'steps', count: 400 } },
  });

  it('ends the run as diverged, at the step whose loss it is, with that point reported', async () => {
    const run = await recordRun(spec);
    const losses = run.scalars('train/loss');
    const { outcome, steps } = run.finished;
    expect(outcome).toEqual({ kind: 'diverged', step: losses.length });
    expect(steps).toBe(losses.length);
    expect(steps).toBeLessThan(100);
    expect(losses.at(-1)).not.toSatisfy(Number.isFinite);
    expect(run.steps('train/loss').at(-1)).toBe(steps);
  });

  it('does so at the same step however steps are grouped into calls', async () => {
    let now = 0;
    const [fast, slow] = [await recordRun(spec), await recordRun(spec, { clock: () => (now += 1_000) })];
    expect(slow.bits()).toEqual(fast.bits());
    expect(slow.finished.outcome).toEqual(fast.finished.outcome);
  });
});

describe('a run that is cancelled', () => {
  const spec = smallSpec({ network, duration: { unit: 'steps', count: 100_000 } });

  it('stops between two calls, keeping what it has', async () => {
    const controller = new AbortController();
    let now = 0;
    const run = await recordRun(spec, {
      clock: () => (now += 50),
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind === 'progress' && event.step >= 3) controller.abort();
      },
    });
    const { outcome, steps, tensors } = run.finished;
    expect(outcome).toEqual({ kind: 'cancelled' });
    expect(steps).toBeGreaterThanOrEqual(3);
    expect(steps).toBeLessThan(20);
    expect(run.steps('train/loss').at(-1)).toBe(steps);
    expect(tensors.length).toBe(initialTensors(spec, smallDataset(), 1).length);
  });

  it('stops inside the first evaluation, too', async () => {
    const evaluation = { interval: { unit: 'epochs' as const, count: 1 }, batchSize: 1 };
    const run = await recordRun(smallSpec({ network, evaluation }), { signal: { aborted: true } });
    expect(run.finished).toMatchObject({ outcome: { kind: 'cancelled' }, steps: 0 });
    expect(run.seriesNames).toEqual([]);
  });

  it('frees its program when its consumer leaves', async () => {
    const device = new RecordingDevice();
    for await (const event of train({ spec, seed: 1, dataset: smallDataset(), device, clock: () => 0 })) {
      if (event.kind === 'started') break;
    }
    expect(device.disposed).toBe(1);
  });
});

describe('a spec that cannot train on its data', () => {
  it.each([
    ['batchSize', smallSpec({ batchSize: 13 }), 'at most the 12 training examples'],
    ['batchSize', smallSpec({ network, batchSize: 1 }), 'at least 2 with batch normalization'],
  ])('is refused, with %s named', async (path, spec, expected) => {
    const failure = await recordRun(spec).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(SpecError);
    expect((failure as SpecError).details).toEqual([
      { path, expected: expect.stringContaining(expected), received: `batchSize ${spec.batchSize}` },
    ]);
  });
});
