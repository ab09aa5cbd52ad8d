import { createRouterClient, implement } from '@orpc/server';
import { expect, it } from 'vitest';
import { contract } from '#core/contract/contract.ts';
import { decodeCurve, encodeChunk, encodeCurve } from '#core/contract/series-codec.ts';
import type { SeriesChunk } from '#core/series/series-chunk.ts';
import { drawCurves } from '#main/lab/reading/draw-curves.ts';
import { type CurveLine, DrawnCurves } from '#renderer/state/drawn-curves.svelte.ts';
import { ExperimentState } from '#renderer/state/experiment.svelte.ts';
import { unansweredRouter } from '#test/fixtures/unanswered-router.ts';
import { until } from '#test/until.ts';
import { experimentDetail, runRecord } from './records.fixture.ts';

const RUN_IDS = ['run-1', 'run-2'];
const NAME = 'train/loss';

/** A lab of two runs whose losses grow; what is stored is there before it is told. */
function growingLab() {
  const stored = new Map<string, SeriesChunk[]>(RUN_IDS.map((runId) => [runId, []]));
  const read = (runIds: readonly string[]) =>
    Promise.resolve(runIds.map((runId) => ({ runId, name: NAME, chunks: stored.get(runId) ?? [] })));
  const os = implement(contract);
  const unasked = unansweredRouter();
  const asked = { series: 0, curves: 0 };
  const series = os.runs.series.handler(async ({ input }) => {
    asked.series += 1;
    const found = input.names?.includes(NAME) ? await read(input.runIds) : [];
    return found.map((one) => ({ ...one, chunks: one.chunks.map(encodeChunk) }));
  });
  const curves = os.runs.curves.handler(async ({ input }) => {
    asked.curves += 1;
    return (await drawCurves({ read }, input.curves, input.pointsMax)).map(encodeCurve);
  });
  const detail = experimentDetail(RUN_IDS.map((id, index) => runRecord({ id, seed: index + 1 })));
  const router = os.router({
    ...unasked,
    experiments: { ...unasked.experiments, get: os.experiments.get.handler(() => detail) },
    runs: { ...unasked.runs, series, curves },
  });
  const client = createRouterClient(router);
  return {
    client,
    asked,
    store(runId: string, firstStep: number, values: readonly number[], stride = 1): SeriesChunk {
      const points = {
        ...{ series: NAME, firstStep, stride, width: 1 },
        values: Float32Array.from(values),
      };
      stored.get(runId)?.push(points);
      return points;
    },
    /** A curve as the lab reads it whole. */
    async curveOf(line: CurveLine) {
      const [curve] = await drawCurves({ read }, [line], 2_000);
      return decodeCurve(encodeCurve(curve));
    },
  };
}

type GrowingLab = ReturnType<typeof growingLab>;

async function following(lab: GrowingLab): Promise<{ state: ExperimentState; unfollow: () => void }> {
  const state = new ExperimentState(lab.client, 'experiment-1');
  await state.load();
  const unfollow = state.follow(RUN_IDS, [NAME]);
  expect(state.namedSeries).toEqual(['test/accuracy', NAME]);
  state.seriesNamed(state.namedSeries);
  await until(() => expect(state.chunksAtHand('run-1', NAME)).not.toBeNull());
  return { state, unfollow };
}

function tell(state: ExperimentState, runId: string, points: SeriesChunk): void {
  state.apply({ kind: 'points', experimentId: 'experiment-1', runId, name: points.series, chunk: encodeChunk(points) });
}

const noise = (count: number, from = 0) => Array.from({ length: count }, (_, k) => ((from + k) * 7919) % 101);

/** A plain line, means with their bands, of every step and of windows of steps. */
const LINES: readonly CurveLine[] = [
  { runIds: ['run-1'], name: NAME, window: 1 },
  { runIds: RUN_IDS, name: NAME, window: 1 },
  { runIds: RUN_IDS, name: NAME, window: 50 },
  { runIds: ['run-2'], name: NAME, window: 50 },
];

it('draws from the points that came live the same curves as the lab from the whole series, and asks it for none', async () => {
  const lab = growingLab();
  lab.store('run-1', 1, noise(100));
  const { state } = await following(lab);
  const curves = new DrawnCurves(lab.client, state.chunksAtHand);
  const pieces: [string, number, readonly number[], number?][] = [
    ['run-1', 101, noise(37, 100)],
    ['run-2', 1, [Number.NaN, ...noise(80)]],
    ['run-1', 138, [Infinity, ...noise(900, 138)]],
    ['run-2', 91, noise(20, 90), 10],
    // From here on, curves of every step are thinned.
    ['run-1', 1_039, noise(2_500, 1_038)],
    ['run-2', 290, noise(1)],
  ];
  for (const [runId, firstStep, values, stride] of pieces) {
    tell(state, runId, lab.store(runId, firstStep, values, stride));
    const growth = firstStep;
    for (const inView of [null, () => ({ from: 120, to: 180 })]) {
      curves.ask({ lines: LINES.map((line) => ({ line, growth })), inView });
      const [plain] = LINES;
      const last = firstStep + (values.length - 1) * (stride ?? 1);
      if (runId === 'run-1') await until(() => expect(curves.shown?.[0].curve.steps.at(-1)).toBe(last));
      else await until(() => expect(curves.shown?.[3].curve.points).toBeGreaterThan(0));
      expect(curves.shown?.[0].line).toBe(plain);
    }
    curves.ask({ lines: LINES.map((line) => ({ line, growth: growth + 0.5 })), inView: null });
    const whole = await Promise.all(LINES.map(lab.curveOf));
    await until(() => expect(curves.shown?.map(({ curve }) => curve)).toEqual(whole));
  }
  expect(lab.asked.curves).toBe(0);
  state.stop();
});

it('loads again what did not come: points that the watcher was too slow for, and those of a lost connection', async () => {
  const lab = growingLab();
  const { state } = await following(lab);
  const steps = () => Array.from(state.series('run-1', NAME)?.steps ?? []);
  tell(state, 'run-1', lab.store('run-1', 1, [3, 2]));
  lab.store('run-1', 3, [1, 0]);
  tell(state, 'run-1', lab.store('run-1', 5, [0]));
  state.apply({ kind: 'grown', experimentId: 'experiment-1', runId: 'run-1', lastSteps: { [NAME]: 4 } });
  expect(state.chunksAtHand('run-1', NAME)).toBeNull();
  await until(() => expect(state.chunksAtHand('run-1', NAME)).not.toBeNull());
  expect(steps()).toEqual([1, 2, 3, 4, 5]);

  lab.store('run-1', 6, [1]);
  state.watchStarted(state.namedSeries);
  tell(state, 'run-1', lab.store('run-1', 7, [1]));
  expect(state.chunksAtHand('run-1', NAME)).toBeNull();
  await until(() => expect(steps()).toEqual([1, 2, 3, 4, 5, 6, 7]));
  expect(state.chunksAtHand('run-1', NAME)).not.toBeNull();
  state.stop();
});

it('leaves curves to the lab once nobody follows the series any more', async () => {
  const lab = growingLab();
  lab.store('run-1', 1, [3, 2]);
  const { state, unfollow } = await following(lab);
  unfollow();
  expect(state.namedSeries).toEqual(['test/accuracy']);
  expect(state.chunksAtHand('run-1', NAME)).toBeNull();
  const growth = state.growthOf(NAME);
  state.apply({ kind: 'grown', experimentId: 'experiment-1', runId: 'run-1', lastSteps: { [NAME]: 9 } });
  await until(() => expect(state.growthOf(NAME)).toBeGreaterThan(growth));
  const curves = new DrawnCurves(lab.client, state.chunksAtHand);
  curves.ask({ lines: [{ line: LINES[0], growth: 0 }], inView: null });
  await until(() => expect(curves.shown?.[0].curve.points).toBe(2));
  expect(lab.asked.curves).toBe(1);
  state.stop();
});
