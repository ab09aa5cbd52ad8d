import { createRouterClient, implement } from '@orpc/server';
import { describe, expect, it, vi } from 'vitest';
import { contract } from '#core/contract/contract.ts';
import type { RunSeries } from '#core/contract/series-record.ts';
import { encodeChunk } from '#core/contract/series-codec.ts';
import { ExperimentList } from '#renderer/state/experiment-list.svelte.ts';
import { ExperimentState } from '#renderer/state/experiment.svelte.ts';
import { unansweredRouter } from '#test/fixtures/unanswered-router.ts';
import { until } from '#test/until.ts';
import { experimentDetail, experimentRecord, runRecord } from './records.fixture.ts';

const chunk = (firstStep: number, ...values: number[]) =>
  encodeChunk({ firstStep, stride: 1, width: 1, values: Float32Array.from(values) });

/** The contract answered from memory, through the same schemas that a lab answers through. */
function labOf(answers: { series: () => Promise<RunSeries[]> }) {
  const os = implement(contract);
  const unasked = unansweredRouter();
  const router = os.router({
    ...unasked,
    experiments: {
      ...unasked.experiments,
      list: os.experiments.list.handler(() => [
        experimentRecord({ id: 'old', createdAt: '2026-01-01T00:00:00.000Z' }),
        experimentRecord({ id: 'new', createdAt: '2026-02-01T00:00:00.000Z' }),
      ]),
      get: os.experiments.get.handler(() => experimentDetail([runRecord()])),
    },
    runs: { ...unasked.runs, series: os.runs.series.handler(() => answers.series()) },
  });
  return createRouterClient(router);
}

describe('ExperimentState', () => {
  it('puts live points behind those that were loaded, however the two overlap', async () => {
    let answer!: (series: RunSeries[]) => void;
    const series = new Promise<RunSeries[]>((resolve) => (answer = resolve));
    const asked = vi.fn(() => series);
    const state = new ExperimentState(labOf({ series: asked }), 'experiment-1');
    const loading = state.load();
    await until(() => expect(asked).toHaveBeenCalled());

    const live = (points: ReturnType<typeof chunk>) =>
      state.apply({
        kind: 'points',
        experimentId: 'experiment-1',
        runId: 'run-1',
        name: 'test/accuracy',
        chunk: points,
      });
    live(chunk(3, 0.3, 0.2));
    answer([{ runId: 'run-1', name: 'test/accuracy', chunks: [chunk(1, 0.5, 0.4, 0.3)] }]);
    await loading;
    live(chunk(5, 0.1));

    const accuracy = state.series('run-1', 'test/accuracy');
    expect([...(accuracy?.steps ?? [])]).toEqual([1, 2, 3, 4, 5]);
    expect(accuracy?.values[4]).toBeCloseTo(0.1);
    state.stop();
  });

  it('ignores series that nobody looks at and experiments that are not its own', async () => {
    const state = new ExperimentState(labOf({ series: () => Promise.resolve([]) }), 'experiment-1');
    await state.load();
    state.apply({
      kind: 'points',
      experimentId: 'experiment-1',
      runId: 'run-1',
      name: 'layers.0.batchNorm/runningMean',
      chunk: chunk(0, 1),
    });
    state.apply({ kind: 'runChanged', run: runRecord({ id: 'other', experimentId: 'experiment-2' }) });
    expect(state.series('run-1', 'layers.0.batchNorm/runningMean')).toBeNull();
    expect(state.runs.map((run) => run.id)).toEqual(['run-1']);
    state.stop();
  });

  it('tells that series have grown, those that it does not keep among them', async () => {
    const state = new ExperimentState(labOf({ series: () => Promise.resolve([]) }), 'experiment-1');
    await state.load();
    const before = state.growthOf('train/loss');
    state.apply({
      kind: 'points',
      experimentId: 'experiment-1',
      runId: 'run-1',
      name: 'train/loss',
      chunk: chunk(1, 0.5),
    });
    await until(() => expect(state.growthOf('train/loss')).toBeGreaterThan(before));
    expect(state.growthOf('test/loss')).toBe(before);
    // What was told while nobody listened is not known: everything may have grown.
    await state.load();
    expect(state.growthOf('test/loss')).toBeGreaterThan(before);
    state.stop();
  });

  it('counts a first point at step 0 as growth', async () => {
    const state = new ExperimentState(labOf({ series: () => Promise.resolve([]) }), 'experiment-1');
    await state.load();
    const before = state.growthOf('test/loss');
    state.apply({ kind: 'grown', experimentId: 'experiment-1', runId: 'run-1', lastSteps: { 'test/loss': 0 } });
    await until(() => expect(state.growthOf('test/loss')).toBeGreaterThan(before));
    state.stop();
  });

  it('keeps the points of a series that was named while it was loaded again', async () => {
    const series = () => Promise.resolve([{ runId: 'run-1', name: 'train/loss', chunks: [chunk(1, 0.5)] }]);
    const state = new ExperimentState(labOf({ series }), 'experiment-1');
    await state.load();
    // The link was lost: the subscription that stands first loads again, and the next one takes over meanwhile.
    const loading = state.load(['test/accuracy']);
    state.follow(['run-1'], ['train/loss']);
    state.seriesNamed(['test/accuracy', 'train/loss']);
    await loading;
    await until(() => expect(state.chunksAtHand('run-1', 'train/loss')).not.toBeNull());
    state.apply({
      kind: 'points',
      experimentId: 'experiment-1',
      runId: 'run-1',
      name: 'train/loss',
      chunk: chunk(2, 0.4),
    });
    expect([...(state.series('run-1', 'train/loss')?.steps ?? [])]).toEqual([1, 2]);
    state.stop();
  });

  it('takes the last loss for the figures from the run, whose series it does not load', async () => {
    const state = new ExperimentState(labOf({ series: () => Promise.resolve([]) }), 'experiment-1');
    await state.load();
    const summary = { 'train/loss': { last: 0.25, best: 0.1 } };
    state.apply({ kind: 'runChanged', run: runRecord({ steps: 7, summary }) });
    expect(state.results()[0].trainLoss).toEqual({ steps: [7], values: [0.25] });
    state.stop();
  });
});

describe('ExperimentList', () => {
  it('lists the newest first and follows the lab’s events', async () => {
    const list = new ExperimentList(labOf({ series: () => Promise.resolve([]) }));
    await list.load();
    expect(list.experiments.map((one) => one.id)).toEqual(['new', 'old']);
    list.apply({
      kind: 'experimentChanged',
      experiment: experimentRecord({ id: 'newest', createdAt: '2026-03-01T00:00:00.000Z' }),
    });
    list.apply({ kind: 'experimentRemoved', experimentId: 'new' });
    expect(list.experiments.map((one) => one.id)).toEqual(['newest', 'old']);
  });
});
