import { createRouterClient, implement } from '@orpc/server';
import { expect, it } from 'vitest';
import { contract } from '#core/contract/contract.ts';
import { encodeCurve } from '#core/contract/series-codec.ts';
import { drawCurves } from '#main/lab/reading/draw-curves.ts';
import { CompareView } from '#renderer/features/compare/compare-view.svelte.ts';
import { ExperimentState } from '#renderer/state/experiment.svelte.ts';
import { unansweredRouter } from '#test/fixtures/unanswered-router.ts';
import { experimentDetail, runRecord } from '../../state/records.fixture.ts';

const LEVEL: Record<string, number> = { 'train/loss': 1, 'test/loss': 2 };

/** An experiment of one run, whose losses are drawn as the lab does; what it is asked of a series in `broken` fails. */
function labOf(broken: Set<string>) {
  const os = implement(contract);
  const unasked = unansweredRouter();
  const readSeries = (runIds: readonly string[], [name]: readonly string[] = []) =>
    Promise.resolve(
      runIds.map((runId) => {
        if (broken.has(name)) throw new Error(`${name} cannot be read`);
        const values = new Float32Array(100).fill(LEVEL[name]);
        const chunk = { kind: 'points' as const, series: name, firstStep: 1, stride: 1, width: 1, values };
        return { runId, name, chunks: [chunk] };
      }),
    );
  const curves = os.runs.curves.handler(async ({ input }) =>
    (await drawCurves({ read: readSeries }, input.curves, input.pointsMax)).map(encodeCurve),
  );
  const router = os.router({
    ...unasked,
    experiments: { ...unasked.experiments, get: os.experiments.get.handler(() => experimentDetail([runRecord()])) },
    runs: { ...unasked.runs, curves, series: os.runs.series.handler(() => []) },
  });
  return createRouterClient(router);
}

it('draws no curve of one loss as that of the other, until the answer comes and where none does', async () => {
  const broken = new Set<string>();
  const client = labOf(broken);
  const state = new ExperimentState(client, 'experiment-1');
  await state.load();
  const view = new CompareView(state, client);
  const heights = () => [...new Set(view.loss.flatMap(({ points }) => points.map(({ y }) => y)))];
  const untilDrawn = (height: number) => expect.poll(heights).toEqual([height]);
  view.askLoss();
  expect([view.isLossLoaded, heights()]).toEqual([false, []]);
  await untilDrawn(1);

  view.lossSplit = 'test';
  expect([view.isLossLoaded, heights()]).toEqual([false, []]);
  broken.add('test/loss');
  view.askLoss();
  await expect.poll(() => view.lossCurves.failure).not.toBeNull();
  expect([view.isLossLoaded, heights()]).toEqual([false, []]);

  // What is known of the other loss is still there.
  view.lossSplit = 'train';
  view.askLoss();
  await untilDrawn(1);
  await expect.poll(() => view.lossCurves.failure).toBeNull();

  broken.clear();
  view.lossSplit = 'test';
  view.askLoss();
  await untilDrawn(2);
  view.stop();
  state.stop();
});
