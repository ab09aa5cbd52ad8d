import { createRouterClient, implement } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { contract } from '#core/contract/contract.ts';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { Route } from '#renderer/state/route.ts';
import { Notices } from '#renderer/state/notices.svelte.ts';
import { removeSweep, restoreSweep } from '#renderer/state/remove-sweep.ts';
import { unansweredRouter } from '#test/fixtures/unanswered-router.ts';
import { experimentRecord } from './records.fixture.ts';

const REMOVED_AT = '2026-03-01T00:00:00.000Z';
const trashed = [
  experimentRecord({ id: '1', removedAt: REMOVED_AT }),
  experimentRecord({ id: '2', removedAt: REMOVED_AT }),
];

/** A lab that answers so; what it was asked to restore, and where the person was taken. */
function labOf(answers: { removed: ExperimentRecord[]; restored: ExperimentRecord[] }) {
  const os = implement(contract);
  const unasked = unansweredRouter();
  const askedToRestore: (string | undefined)[] = [];
  const restore = os.sweeps.restore.handler(({ input }) => {
    askedToRestore.push(input.removedAt);
    return answers.restored;
  });
  const remove = os.sweeps.remove.handler(() => answers.removed);
  const client = createRouterClient(os.router({ ...unasked, sweeps: { ...unasked.sweeps, remove, restore } }));
  const routes: Route[] = [];
  return {
    client,
    notices: new Notices(),
    router: { go: (route: Route) => void routes.push(route) },
    askedToRestore,
    routes,
  };
}

describe('removeSweep', () => {
  it('offers to undo just that removal', async () => {
    const lab = labOf({ removed: trashed, restored: trashed });
    await removeSweep(lab, 'sweep', 'Rates');
    const [{ text, action }] = lab.notices.shown;
    expect(text).toBe('“Rates” with 2 experiments was removed.');
    action?.run();
    await expect.poll(() => lab.routes).toEqual([{ kind: 'home' }, { kind: 'sweep', id: 'sweep' }]);
    expect(lab.askedToRestore).toEqual([REMOVED_AT]);
  });

  it('offers no Undo where somebody else had removed everything before', async () => {
    const lab = labOf({ removed: [], restored: [] });
    await removeSweep(lab, 'sweep', 'Rates');
    expect(lab.notices.shown).toMatchObject([{ text: '“Rates” was already removed.' }]);
    expect(lab.notices.shown[0].action).toBeUndefined();
    expect(lab.routes).toEqual([{ kind: 'home' }]);
  });
});

describe('restoreSweep', () => {
  it('says so where nothing came back, and takes nobody anywhere', async () => {
    const lab = labOf({ removed: [], restored: [] });
    await restoreSweep(lab, 'sweep', REMOVED_AT);
    expect(lab.notices.shown.map(({ text }) => text)).toEqual([expect.stringMatching(/^Nothing was restored: /)]);
    expect(lab.routes).toEqual([]);
  });
});
