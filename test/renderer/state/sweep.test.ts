import { createRouterClient, implement } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { contract } from '#core/contract/contract.ts';
import { SweepState } from '#renderer/state/sweep.svelte.ts';
import { unansweredRouter } from '#test/fixtures/unanswered-router.ts';
import { experimentRecord, runRecord, spec } from './records.fixture.ts';

const point = (id: string) => experimentRecord({ id, sweepId: 'sweep' });

/** A sweep whose experiments in the list are `listed`; tells how often it was asked for. */
function labOf(listed: string[]) {
  const os = implement(contract);
  const unasked = unansweredRouter();
  const counts = { asked: 0 };
  const get = os.sweeps.get.handler(() => {
    counts.asked += 1;
    return {
      sweep: { id: 'sweep', title: 'Rates', createdAt: '2026-01-01T00:00:00.000Z', spec },
      experiments: listed.map((id) => ({
        experiment: point(id),
        runs: [runRecord({ id: `run of ${id}`, experimentId: id })],
      })),
    };
  });
  return { counts, client: createRouterClient(os.router({ ...unasked, sweeps: { ...unasked.sweeps, get } })) };
}

describe('SweepState', () => {
  it('has all of many experiments that come back at once, and asks twice for them', async () => {
    const listed: string[] = [];
    const { counts, client } = labOf(listed);
    const state = new SweepState(client, 'sweep');
    await state.load();
    expect(state.experiments).toEqual([]);
    const ids = Array.from({ length: 50 }, (_, index) => `experiment-${index}`);
    for (const id of ids) {
      listed.push(id);
      state.apply({ kind: 'experimentChanged', experiment: point(id) });
    }
    await expect.poll(() => state.experiments.map(({ id }) => id)).toEqual(ids);
    await state.load();
    expect(state.runsOf('experiment-49')).toMatchObject([{ id: 'run of experiment-49' }]);
    // Once at first, once for the first that came, once for all that came meanwhile; and the last load may be its own.
    expect(counts.asked).toBeLessThanOrEqual(4);
  });
});
