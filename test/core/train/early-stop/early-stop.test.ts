import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32Text } from '#core/series/float32-text.ts';
import type { EarlyStopSpec } from '#core/spec/training/early-stop.ts';
import { EarlyStop } from '#core/train/early-stop/early-stop.ts';
import type { LoopEvent } from '#core/train/loop-events.ts';
import { smallDataset } from '../../nn/small-dataset.ts';
import { smallSpec, type RunInput } from '../../nn/small-spec.ts';
import { checkpointsOf, lastCheckpoint, recordInterrupted, recordUntilPaused, slowClock } from '../interrupted-run.ts';
import { recordRun } from '../recorded-run.ts';

const still = { clock: () => 0, earlierMs: 0 };

/** A run that learns something at first and nothing later. */
const input: Partial<RunInput> = {
  network: { layers: [{ kind: 'dense', units: 5 }], normalization: { kind: 'batch' } },
  optimizer: { kind: 'adam', learningRate: 0.05 },
  batchSize: 6,
  duration: { unit: 'steps', count: 400 },
  evaluation: { interval: { unit: 'steps', count: 3 }, batchSize: 4 },
  checkpoint: { interval: { unit: 'steps', count: 100_000 } },
};
const dataset = smallDataset({ trainCount: 30, testCount: 10, separation: 1 });
const specWith = (earlyStop: EarlyStopSpec, changes: Partial<RunInput> = {}) =>
  smallSpec({ ...input, ...changes, earlyStop });

/** Decides over scores of one metric, given one after the other. @returns after how many it decided; null if never */
function decidedAfter(spec: EarlyStopSpec, series: string, scores: readonly number[]): number | null {
  const stopping = new EarlyStop(spec, still, null);
  const index = scores.findIndex((score, step) => {
    stopping.take({ kind: 'points', series, firstStep: step, stride: 1, width: 1, values: Float32Array.of(score) });
    return stopping.decision !== null;
  });
  return index === -1 ? null : index;
}

describe('patience', () => {
  const losses = (evaluations: number, minDelta = 0) => ({
    patience: { metric: 'test/loss' as const, evaluations, minDelta },
  });

  it('counts evaluations without a new best, and starts again with each', () => {
    expect(decidedAfter(losses(2), 'test/loss', [3, 2, 2.5, 1, 2, 1.5, 0])).toBe(5);
    expect(decidedAfter(losses(1), 'test/loss', [3, 2, 1, 1])).toBe(3);
    expect(decidedAfter(losses(3), 'test/loss', [3, 4, 4])).toBeNull();
  });

  it('takes small improvements for none, and goes by the metric’s direction', () => {
    expect(decidedAfter(losses(2, 0.5), 'test/loss', [3, 2.6, 2.4, 2, 1.95])).toBe(4);
    const accuracy = { patience: { metric: 'test/accuracy' as const, evaluations: 2, minDelta: 0 } };
    expect(decidedAfter(accuracy, 'test/accuracy', [0.1, 0.5, 0.4, 0.5])).toBe(3);
    expect(decidedAfter(accuracy, 'test/loss', [1, 2, 3, 4])).toBeNull();
  });

  it('takes an improvement by exactly minDelta for none, although scores are float32', () => {
    for (let k = 0; k < 20; k += 1) {
      const accuracy = { patience: { metric: 'test/accuracy' as const, evaluations: 1, minDelta: 0.05 } };
      expect([k, decidedAfter(accuracy, 'test/accuracy', [k / 20, (k + 1) / 20])]).toEqual([k, 1]);
      expect([k, decidedAfter(losses(1, 0.05), 'test/loss', [(k + 1) / 20, k / 20])]).toEqual([k, 1]);
    }
  });

  it('takes a loss that is not finite for no improvement', () => {
    expect(decidedAfter(losses(2), 'test/loss', [NaN, NaN])).toBe(1);
    expect(decidedAfter(losses(2), 'test/loss', [3, -Infinity, NaN])).toBe(2);
    const stopping = new EarlyStop(losses(1), still, null);
    const values = Float32Array.of(NaN);
    stopping.take({ kind: 'points', series: 'test/loss', firstStep: 0, stride: 1, width: 1, values });
    const reason = 'test/loss was not a finite number in 1 evaluation.';
    expect(stopping.decision).toEqual({ kind: 'stopped', reason });
  });

  it('ends a run after its evaluation, as completed in all but name', async () => {
    const run = await recordRun(specWith(losses(4)), { dataset });
    const scores = run.scalars('test/loss');
    const best = scores.indexOf(Math.min(...scores));
    expect(scores).toHaveLength(best + 1 + 4);
    const at = run.steps('test/loss')[best];
    const value = float32Text(scores[best]);
    expect(run.finished.outcome).toEqual({
      kind: 'stopped',
      reason: `test/loss has not improved in 4 evaluations since step ${at}, where it was ${value}.`,
    });
    expect(run.finished.steps).toBe(run.steps('test/loss').at(-1));
    expect(run.finished.steps).toBeLessThan(400);
  });
});

describe('a target', () => {
  it('ends a run at the evaluation that reaches it, by the metric’s direction', async () => {
    const accuracy = { target: { metric: 'test/accuracy' as const, value: 0.9 } };
    expect(decidedAfter(accuracy, 'test/accuracy', [0.5, 0.89, 0.9, 0.1])).toBe(2);
    const loss = { target: { metric: 'test/loss' as const, value: 0.3 } };
    expect(decidedAfter(loss, 'test/loss', [1, 0.31, 0.3])).toBe(2);
    expect(decidedAfter(loss, 'test/loss', [NaN, 1])).toBeNull();
    const run = await recordRun(specWith({ target: { metric: 'test/loss', value: 1.2 } }), { dataset });
    const scores = run.scalars('test/loss');
    expect(scores.findIndex((score) => score <= 1.2)).toBe(scores.length - 1);
    expect(run.finished.outcome).toEqual({
      kind: 'stopped',
      reason: `test/loss reached 1.2 at step ${run.finished.steps}.`,
    });
  });

  it('that is reached before the first step ends it there', async () => {
    const run = await recordRun(specWith({ target: { metric: 'test/loss', value: 100 } }), { dataset });
    expect(run.finished).toMatchObject({ outcome: { kind: 'stopped' }, steps: 0 });
  });
});

describe('divergence', () => {
  it('is above the bound, not at it', () => {
    for (const above of [0.1, 0.9, 1.1, 2.3]) {
      const stopping = new EarlyStop({ divergence: { metric: 'train/loss', above } }, still, null);
      const values = Float32Array.of(above);
      stopping.take({ kind: 'points', series: 'train/loss', firstStep: 1, stride: 1, width: 1, values });
      stopping.take({ kind: 'boundary', step: 1, evaluated: true });
      expect([above, stopping.decision]).toEqual([above, null]);
    }
  });

  const often: Partial<RunInput> = {
    evaluation: { interval: { unit: 'steps', count: 10_000 } },
    duration: { unit: 'steps', count: 300 },
    batchSize: 3,
  };
  const many = smallDataset({ trainCount: 500, testCount: 5, separation: 1 });

  it('names the step, and ends the run at the next look, however steps are grouped into calls', async () => {
    const losses = (await recordRun(specWith({}, often), { dataset: many })).scalars('train/loss');
    // The last step whose loss is above that of every one before it is the first above a bound between the two.
    const first = losses.findLastIndex((loss, index) => losses.slice(0, index).every((earlier) => earlier < loss));
    const above = (losses[first] + Math.max(...losses.slice(0, first))) / 2;
    const step = first + 1;
    expect(step).toBeGreaterThan(3);
    const spec = specWith({ divergence: { metric: 'train/loss', above } }, often);
    const run = await recordRun(spec, { dataset: many });
    expect(run.finished.outcome).toEqual({
      kind: 'diverged',
      step,
      reason: `train/loss was ${float32Text(losses[first])} at step ${step}, above ${above}.`,
    });
    const { stepsPerEpoch } = run.started;
    expect(run.finished.steps).toBe(
      Math.min(Math.ceil(step / 64) * 64, Math.ceil(step / stepsPerEpoch) * stepsPerEpoch),
    );
    const slow = await recordRun(spec, { dataset: many, clock: slowClock() });
    expect(slow.bits()).toEqual(run.bits());
    expect(slow.finished.outcome).toEqual(run.finished.outcome);
    // Before, at and after the step, two batches of the first evaluation before.
    for (const pauses of [[step], [step + 2], [step + 3], [step + 2, 1, 1]]) {
      const parts = await recordInterrupted(spec, pauses, { dataset: many });
      expect(parts.bits()).toEqual(run.bits());
      expect(parts.finished.outcome).toEqual(run.finished.outcome);
    }
  });

  it('is no reason where the loss stays below', async () => {
    const run = await recordRun(specWith({ divergence: { metric: 'train/loss', above: 100 } }), { dataset });
    expect(run.finished.outcome).toEqual({ kind: 'completed' });
  });
});

describe('a time budget', () => {
  it('ends a run at the step it is at, evaluated, and counts what earlier attempts took', async () => {
    const spec = specWith({ timeBudget: { seconds: 60 } });
    const run = await recordRun(spec, { dataset, clock: slowClock() });
    expect(run.finished.outcome).toEqual({ kind: 'stopped', reason: 'The time budget of 60 s was spent.' });
    expect(run.finished.steps).toBeGreaterThan(2);
    expect(run.steps('test/loss').at(-1)).toBe(run.finished.steps);
    const later = await recordRun(spec, { dataset, clock: slowClock(), earlierMs: 30_000 });
    expect(later.finished.steps).toBeLessThan(run.finished.steps);
    const over = await recordRun(spec, { dataset, clock: slowClock(), earlierMs: 60_000 });
    expect(over.finished).toMatchObject({ outcome: { kind: 'stopped' }, steps: 0 });
    expect(over.steps('test/loss')).toEqual([0]);
  });

  it('that is spent where a run is resumed does not evaluate twice', async () => {
    const spec = specWith({ timeBudget: { seconds: 1_000 } });
    const paused = await recordUntilPaused(spec, 3, { dataset });
    const from = { kind: 'resume' as const, checkpoint: lastCheckpoint(paused) };
    expect(from.checkpoint).toMatchObject({ step: 0, evaluated: true });
    const rest = await recordRun(spec, { dataset, from, earlierMs: 1_000_000 });
    expect(rest.finished).toMatchObject({ outcome: { kind: 'stopped' }, steps: 0 });
    expect(rest.seriesNames).toEqual([]);
  });
});

describe('a run that is paused and resumed', () => {
  it.each<[string, EarlyStopSpec]>([
    ['patience', { patience: { metric: 'test/loss', evaluations: 4, minDelta: 0 } }],
    ['a target', { target: { metric: 'test/loss', value: 1.2 } }],
    [
      'several reasons',
      {
        patience: { metric: 'test/accuracy', evaluations: 6, minDelta: 0.01 },
        divergence: { metric: 'train/loss', above: 1.3 },
        target: { metric: 'test/loss', value: 0.1 },
      },
    ],
  ])('stops by %s where one that was not stops', async (_, earlyStop) => {
    const spec = specWith(earlyStop);
    const whole = await recordRun(spec, { dataset });
    expect(whole.finished.outcome.kind).not.toBe('completed');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 }), async (pauses) => {
        const parts = await recordInterrupted(spec, pauses, { dataset });
        expect(parts.finished.outcome).toEqual(whole.finished.outcome);
        expect(parts.bits()).toEqual(whole.bits());
      }),
      { numRuns: 10, seed: 1 },
    );
  });

  it('stops at once if it had decided to, and lost its end', async () => {
    const spec = specWith(
      { patience: { metric: 'test/loss', evaluations: 4, minDelta: 0 } },
      { checkpoint: { interval: { unit: 'steps', count: 1 } } },
    );
    const whole = await recordRun(spec, { dataset });
    const checkpoint = lastCheckpoint(whole);
    expect(checkpoint.step).toBe(whole.finished.steps);
    const rest = await recordRun(spec, { dataset, from: { kind: 'resume', checkpoint } });
    expect(rest.finished.outcome).toEqual(whole.finished.outcome);
    expect(rest.finished.tensors).toEqual(whole.finished.tensors);
    expect(checkpointsOf(rest)).toEqual([]);
    expect(rest.seriesNames).toEqual([]);
  });

  it('starts its criteria anew where it is a branch', async () => {
    const spec = specWith({ patience: { metric: 'test/loss', evaluations: 4, minDelta: 0 } });
    const checkpoint = lastCheckpoint(await recordRun(spec, { dataset }));
    const run = await recordRun(spec, { dataset, from: { kind: 'branch', checkpoint } });
    expect(run.steps('test/loss').length).toBeGreaterThanOrEqual(5);
  });
});

it('holds the first decision, divergence before others', () => {
  const stopping = new EarlyStop(
    {
      target: { metric: 'test/loss', value: 1 },
      divergence: { metric: 'train/loss', above: 10 },
      patience: { metric: 'test/loss', evaluations: 1, minDelta: 0 },
    },
    still,
    null,
  );
  const point = (series: string, value: number): LoopEvent => ({
    kind: 'points',
    series,
    firstStep: 64,
    stride: 1,
    width: 1,
    values: Float32Array.of(value),
  });
  stopping.take(point('test/loss', 0.5));
  expect(stopping.decision).toMatchObject({ reason: 'test/loss reached 1 at step 64.' });
  stopping.take(point('train/loss', 11));
  expect(stopping.decision).toMatchObject({ kind: 'stopped' });
  stopping.take({ kind: 'boundary', step: 64, evaluated: true });
  expect(stopping.decision).toMatchObject({ kind: 'diverged', step: 64 });
});
