import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { LabClient } from '#main/control/connect-control.ts';
import { findRunId } from './find-scope.ts';
import { idOfPrefix, isBeginning, shortIdLength } from './short-ids.ts';

/** What an annotation can be attached to. */
export type Annotated = { readonly kind: 'experiment' | 'run'; readonly id: string };

/** What can be removed and restored: a single experiment, or a sweep with all its experiments. */
export type Removable = { readonly kind: 'experiment' | 'sweep'; readonly id: string };

/**
 * Finds an experiment in the list or in the trash, or a sweep that has any there.
 * @throws NotFoundError if no id begins so, LabError (CONFLICT) if several do
 */
export async function findRemovable(client: LabClient, prefix: string, where: 'list' | 'trash'): Promise<Removable> {
  const kinds = new Map<string, Removable['kind']>();
  for (const { id, sweepId } of await (where === 'list' ? client.experiments.list() : client.experiments.trash())) {
    kinds.set(id, 'experiment');
    if (sweepId !== null) kinds.set(sweepId, 'sweep');
  }
  const what = where === 'list' ? 'experiment or sweep' : 'experiment or sweep in the trash';
  const id = idOfPrefix(what, prefix, [...kinds.keys()]);
  return { kind: kinds.get(id) ?? 'experiment', id };
}

/** The shortest prefix of a trashed item's id that is unique in the trash. */
export async function shortTrashId(client: LabClient, id: string): Promise<string> {
  return id.slice(0, removableIdLength(await client.experiments.trash()));
}

/** The shortest length at which the ids of experiments differ from one another and from those of their sweeps. */
export function removableIdLength(experiments: readonly Pick<ExperimentRecord, 'id' | 'sweepId'>[]): number {
  return shortIdLength(experiments.flatMap(({ id, sweepId }) => (sweepId === null ? [id] : [id, sweepId])));
}

/** @throws like `findScope`, which searches in the same order */
export async function findAnnotated(client: LabClient, prefix: string): Promise<Annotated> {
  const ids = (await client.experiments.list()).map(({ id }) => id);
  if (isBeginning(prefix, ids)) return { kind: 'experiment', id: idOfPrefix('experiment', prefix, ids) };
  return { kind: 'run', id: await findRunId(client, prefix, 'experiment or run') };
}
