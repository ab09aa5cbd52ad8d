import { formatLocalTime } from '#core/format/moment.ts';
import { formatPlural } from '#core/format/words.ts';
import { EXIT } from '../exit-code.ts';
import { findRemovable, removableIdLength, shortTrashId } from '../find-record.ts';
import { withStore } from '../open-to-read.ts';
import { shortened, textTable } from '../text-table.ts';
import { withLab } from '../with-lab.ts';
import type { CommandContext } from './context.ts';

const TITLE_WIDTH_MAX = 48;

/** Moves it to the trash, from which it can be restored. */
export async function removeCommand(prefix: string, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const { kind, id } = await findRemovable(client, prefix, 'list');
    const { output } = context;
    const undo = async () => `Undo with: bnlab trash restore ${await shortTrashId(client, id)}`;
    if (kind === 'sweep') {
      const { sweep } = await client.sweeps.get({ sweepId: id });
      const removed = await client.sweeps.remove({ sweepId: id });
      const count = formatPlural(removed.length, 'experiment');
      output.print(`The sweep "${sweep.title}" is in the trash (${count}). ${await undo()}`);
      output.object({ sweepId: id, experimentIds: removed.map((experiment) => experiment.id) });
      return EXIT.ok;
    }
    const { experiment } = await client.experiments.get({ experimentId: id });
    await client.experiments.remove({ experimentId: id });
    output.print(`"${experiment.title}" is in the trash. ${await undo()}`);
    output.object({ experimentId: id });
    return EXIT.ok;
  });
}

export async function listTrashCommand({ output, databaseFile }: CommandContext): Promise<number> {
  const experiments = await withStore(databaseFile, (store) => store.experiments.trash());
  output.object({ experiments });
  if (experiments.length === 0) {
    output.print('The trash is empty.');
    return EXIT.ok;
  }
  const length = removableIdLength(experiments);
  output.print(
    textTable(
      [{ label: 'Id' }, { label: 'Title' }, { label: 'Runs', align: 'end' }, { label: 'Removed' }],
      experiments.map(({ id, title, runs, removedAt }) => [
        output.colors.out.dim(id.slice(0, length)),
        shortened(title, TITLE_WIDTH_MAX),
        String(runs.total),
        removedAt === null ? '' : formatLocalTime(removedAt),
      ]),
    ),
  );
  return EXIT.ok;
}

/** For a sweep, this restores what its last removal took. */
export async function restoreCommand(prefix: string, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const { kind, id } = await findRemovable(client, prefix, 'trash');
    const { output } = context;
    if (kind === 'sweep') {
      const { sweep } = await client.sweeps.get({ sweepId: id });
      const experiments = await client.sweeps.restore({ sweepId: id });
      const count = formatPlural(experiments.length, 'experiment');
      output.print(`The sweep "${sweep.title}" is back in the list (${count}).`);
      output.object({ experiments });
      return EXIT.ok;
    }
    const experiment = await client.experiments.restore({ experimentId: id });
    output.print(`"${experiment.title}" is back in the list.`);
    output.object({ experiment });
    return EXIT.ok;
  });
}

/** Deletes permanently. */
export async function emptyTrashCommand(context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const { experiments } = await client.store.emptyTrash();
    context.output.print(
      experiments === 0
        ? 'The trash was already empty.'
        : `${formatPlural(experiments, 'experiment')} deleted for good. "bnlab compact" returns the space to the disk.`,
    );
    context.output.object({ experiments });
    return EXIT.ok;
  });
}
