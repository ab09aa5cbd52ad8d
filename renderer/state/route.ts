/** Which place in the lab is shown. Kept in the address after `#`, so that back, forward and reload work. */
export type Route =
  | { readonly kind: 'home' }
  | { readonly kind: 'recipes' }
  | { readonly kind: 'queue' }
  | { readonly kind: 'storage' }
  | { readonly kind: 'datasets' }
  /** Runs across all experiments that match the filter. */
  | { readonly kind: 'runs'; readonly filter: string }
  | { readonly kind: 'designer'; readonly source: DesignerSource }
  | { readonly kind: 'experiment'; readonly id: string; readonly tab: ExperimentTab }
  | { readonly kind: 'sweep'; readonly id: string };

export type DesignerSource =
  | { readonly kind: 'recipe'; readonly id: string }
  | { readonly kind: 'copy'; readonly experimentId: string }
  /** A spec opened from a file. */
  | { readonly kind: 'draft' };

export const EXPERIMENT_TABS = ['compare', 'runs', 'statistics', 'spec'] as const;
export type ExperimentTab = (typeof EXPERIMENT_TABS)[number];

/** Anything unknown leads home. */
export function parseRoute(hash: string): Route {
  const [room, first, second] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decoded);
  if (room === 'new') {
    if (first === 'recipe' && second) return { kind: 'designer', source: { kind: 'recipe', id: second } };
    if (first === 'copy' && second) return { kind: 'designer', source: { kind: 'copy', experimentId: second } };
    if (first === 'draft') return { kind: 'designer', source: { kind: 'draft' } };
    return { kind: 'recipes' };
  }
  if (room === 'experiments' && first) {
    return { kind: 'experiment', id: first, tab: EXPERIMENT_TABS.find((tab) => tab === second) ?? 'compare' };
  }
  if (room === 'queue' || room === 'storage' || room === 'datasets') return { kind: room };
  if (room === 'sweeps' && first) return { kind: 'sweep', id: first };
  if (room === 'runs') return { kind: 'runs', filter: first ?? '' };
  return { kind: 'home' };
}

/** An address may be mistyped or truncated; what cannot be decoded names nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

export function routeHash(route: Route): string {
  switch (route.kind) {
    case 'home':
      return '#/';
    case 'recipes':
      return '#/new';
    case 'queue':
    case 'storage':
    case 'datasets':
      return `#/${route.kind}`;
    case 'runs':
      return route.filter === '' ? '#/runs' : `#/runs/${encodeURIComponent(route.filter)}`;
    case 'designer': {
      const { source } = route;
      if (source.kind === 'draft') return '#/new/draft';
      return `#/new/${source.kind}/${encodeURIComponent(source.kind === 'recipe' ? source.id : source.experimentId)}`;
    }
    case 'sweep':
      return `#/sweeps/${encodeURIComponent(route.id)}`;
    case 'experiment':
      return `#/experiments/${encodeURIComponent(route.id)}${route.tab === 'compare' ? '' : `/${route.tab}`}`;
    default:
      route satisfies never;
      return '#/';
  }
}
