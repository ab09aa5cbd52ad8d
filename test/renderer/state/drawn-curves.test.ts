import { createRouterClient, implement } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { contract } from '#core/contract/contract.ts';
import type { CurveRequest } from '#core/contract/curve-record.ts';
import { encodeCurve } from '#core/contract/series-codec.ts';
import { drawCurves } from '#main/lab/reading/draw-curves.ts';
import { type CurveLine, DrawnCurves } from '#renderer/state/drawn-curves.svelte.ts';
import { unansweredRouter } from '#test/fixtures/unanswered-router.ts';
import { until } from '#test/until.ts';

const STEPS = 10_000;

/** Two runs of many steps in memory, drawn as the lab does; tells what it was asked. */
function labOf(valueAt: (runId: string, step: number) => number) {
  const asked: CurveRequest[][] = [];
  const os = implement(contract);
  const unasked = unansweredRouter();
  const readSeries = (runIds: readonly string[], names: readonly string[] = []) =>
    Promise.resolve(
      runIds.map((runId) => {
        const values = Float32Array.from({ length: STEPS }, (_, index) => valueAt(runId, index + 1));
        const chunk = { kind: 'points' as const, series: names[0], firstStep: 1, stride: 1, width: 1, values };
        return { runId, name: names[0], chunks: [chunk] };
      }),
    );
  const curves = os.runs.curves.handler(async ({ input }) => {
    asked.push(input.curves);
    return (await drawCurves({ read: readSeries }, input.curves, input.pointsMax)).map(encodeCurve);
  });
  return { asked, client: createRouterClient(os.router({ ...unasked, runs: { ...unasked.runs, curves } })) };
}

/** A machine that is busy with other tests takes its time. */

const LINE = { runIds: ['1', '2'], name: 'train/loss', window: 1 };

const grown = (growth: number, ...lines: readonly CurveLine[]) => lines.map((line) => ({ line, growth }));

describe('DrawnCurves', () => {
  it('are thinned as a whole, and in full where somebody looks closer', async () => {
    const { asked, client } = labOf((runId, step) => Number(runId) * (step % 100));
    const curves = new DrawnCurves(client);
    curves.ask({ lines: grown(0, LINE), inView: null });
    await until(() => expect(curves.shown).not.toBeNull());
    const [{ curve: whole }] = curves.shown ?? [];
    expect(whole.points).toBe(STEPS);
    expect(whole.steps.length).toBeLessThanOrEqual(2_000);

    curves.ask({ lines: grown(0, LINE), inView: () => ({ from: 4_000, to: 4_999 }) });
    await until(() => expect(curves.shown?.[0].curve.steps).toContain(4_321));
    const [{ curve: closer }] = curves.shown ?? [];
    const within = Array.from(closer.steps).filter((step) => step >= 4_000 && step <= 4_999);
    expect(within).toEqual(Array.from({ length: 1_000 }, (_, index) => 4_000 + index));
    const at = closer.steps.indexOf(4_321);
    expect([closer.mean[at], closer.sd[at], closer.n[at]]).toEqual([1.5 * 21, expect.closeTo(21 / Math.SQRT2, 9), 2]);
    expect(Array.from(closer.steps)).toEqual(Array.from(closer.steps).sort((one, other) => one - other));
    expect([closer.steps[0], closer.steps.at(-1)]).toEqual([1, STEPS]);
    // What is known already is not asked again.
    expect(asked.map(([request]) => request.fromStep)).toEqual([undefined, 4_000]);
  });

  it('follow series that grow, and nothing else', async () => {
    let level = 1;
    const { asked, client } = labOf(() => level);
    const curves = new DrawnCurves(client);
    curves.ask({ lines: grown(0, LINE), inView: null });
    await until(() => expect(curves.shown?.[0].curve.mean[0]).toBe(1));
    curves.ask({ lines: grown(0, { ...LINE }), inView: null });
    level = 2;
    curves.ask({ lines: grown(1, LINE), inView: null });
    await until(() => expect(curves.shown?.[0].curve.mean[0]).toBe(2));
    expect(asked.length).toBe(2);
  });

  it('ask again only for the lines that have grown', async () => {
    const { asked, client } = labOf(() => 1);
    const curves = new DrawnCurves(client);
    const other = { ...LINE, runIds: ['2'] };
    curves.ask({ lines: grown(0, LINE, other), inView: null });
    await until(() => expect(curves.shown).toHaveLength(2));
    curves.ask({ lines: [...grown(0, LINE), ...grown(1, other)], inView: null });
    await until(() => expect(asked).toHaveLength(2));
    expect(asked.map((requests) => requests.map(({ runIds }) => runIds))).toEqual([[['1', '2'], ['2']], [['2']]]);
  });

  it('ask only the last of several questions while the lab is busy', async () => {
    const { asked, client } = labOf(() => 1);
    const curves = new DrawnCurves(client);
    for (const window of [1, 10, 25, 50]) curves.ask({ lines: grown(0, { ...LINE, window }), inView: null });
    await until(() => expect(curves.shown?.[0].line.window).toBe(50));
    expect(asked.map(([{ window }]) => window)).toEqual([1, 50]);
  });

  it('keep what they show where an answer fails, and tell why', async () => {
    let fails = false;
    const { client } = labOf(() => {
      if (fails) throw new Error('no such run');
      return 1;
    });
    const curves = new DrawnCurves(client);
    curves.ask({ lines: grown(0, LINE), inView: null });
    await until(() => expect(curves.shown).not.toBeNull());
    fails = true;
    curves.ask({ lines: grown(1, LINE), inView: null });
    await until(() => expect(curves.failure).not.toBeNull());
    expect(curves.shown?.[0].curve.points).toBe(STEPS);
  });
});
