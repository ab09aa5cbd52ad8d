import { describe, expect, it } from 'vitest';
import { parseRoute, routeHash, type Route } from '#renderer/state/route.ts';

const routes: Route[] = [
  { kind: 'home' },
  { kind: 'recipes' },
  { kind: 'runs', filter: '' },
  { kind: 'runs', filter: 'test/accuracy.last < 90% and arm = "with #BN?"' },
  { kind: 'designer', source: { kind: 'recipe', id: 'mnist-fig1' } },
  { kind: 'designer', source: { kind: 'copy', experimentId: 'a/b ?#' } },
  { kind: 'designer', source: { kind: 'draft' } },
  { kind: 'experiment', id: 'x 1', tab: 'compare' },
  { kind: 'experiment', id: 'x', tab: 'statistics' },
  { kind: 'sweep', id: 'a/b 1' },
];

describe('routes', () => {
  it.each(routes)('survive the address: %j', (route) => expect(parseRoute(routeHash(route))).toEqual(route));

  it.each(['', '#', '#/', '#/nowhere', '#/experiments'])('lead home from %j', (hash) =>
    expect(parseRoute(hash)).toEqual({ kind: 'home' }),
  );

  it('show the comparison for a tab that does not exist', () =>
    expect(parseRoute('#/experiments/x/nothing')).toEqual({ kind: 'experiment', id: 'x', tab: 'compare' }));

  it('lead home from an address that cannot be decoded', () =>
    expect(parseRoute('#/experiments/%E0%A4%A')).toEqual({ kind: 'home' }));
});
