/**
 * Which rows belong to an experiment, by table, those that others refer to first: what an archive holds of it. Settings
 * are the lab's own and stay.
 */
export const EXPERIMENT_TABLES = ['experiments', 'arms', 'runs'] as const;
export const RUN_TABLES = ['attempts', 'checkpoints', 'series', 'seriesChunks', 'tensors'] as const;
export type ArchivedTable = 'sweeps' | (typeof EXPERIMENT_TABLES)[number] | (typeof RUN_TABLES)[number];

/** A condition with one parameter: the experiment's id, or for what belongs to a run, the run's. */
export function rowsOf(table: ArchivedTable): string {
  switch (table) {
    case 'sweeps':
      return 'id = (SELECT sweepId FROM experiments WHERE id = ?)';
    case 'experiments':
      return 'id = ?';
    case 'arms':
    case 'runs':
      return 'experimentId = ?';
    case 'seriesChunks':
      return 'seriesId IN (SELECT id FROM series WHERE runId = ?)';
    case 'attempts':
    case 'checkpoints':
    case 'series':
    case 'tensors':
      return 'runId = ?';
    default:
      return table satisfies never;
  }
}
