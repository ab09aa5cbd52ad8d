import type { LabClient } from '#main/control/connect-control.ts';
import { idOfPrefix } from './short-ids.ts';

/** What an abbreviated id means among what the lab keeps. */
export type Kept = { readonly kind: 'experiment' | 'run'; readonly id: string };

/**
 * An experiment in the list or in the trash.
 * @throws NotFoundError if none begins so, LabError (CONFLICT) if several do
 */
export async function findExperiment(client: LabClient, prefix: string, where: 'list' | 'trash'): Promise<string> {
  const all = where === 'list' ? await client.experiments.list() : await client.experiments.trash();
  return idOfPrefix(
    where === 'list' ? 'experiment' : 'experiment in the trash',
    prefix,
    all.map(({ id }) => id),
  );
}

/** @throws as `findExperiment` */
export async function findKept(client: LabClient, prefix: string): Promise<Kept> {
  const kinds = new Map<string, Kept['kind']>();
  for (const { id } of await client.experiments.list()) {
    kinds.set(id, 'experiment');
    const { runs } = await client.experiments.get({ experimentId: id });
    for (const run of runs) kinds.set(run.id, 'run');
  }
  const id = idOfPrefix('experiment or run', prefix, [...kinds.keys()]);
  return { kind: kinds.get(id) ?? 'run', id };
}
