import { formatPlural, formatTime } from '#core/report/format.ts';
import { EXIT } from '../exit-code.ts';
import { findExperiment } from '../find-kept.ts';
import { withStore } from '../open-to-read.ts';
import { shortIdLength } from '../short-ids.ts';
import { shortened, textTable } from '../text-table.ts';
import { withLab } from '../with-lab.ts';
import type { CommandContext } from './context.ts';

const TITLE_WIDTH_MAX = 48;

/** Into the trash, from where it can be restored. */
export async function removeCommand(prefix: string, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const experimentId = await findExperiment(client, prefix, 'list');
    const { experiment } = await client.experiments.get({ experimentId });
    await client.experiments.remove({ experimentId });
    const { output } = context;
    output.print(`"${experiment.title}" is in the trash. Undo with: bnlab trash restore ${experimentId.slice(0, 8)}`);
    output.object({ experimentId });
    return EXIT.ok;
  });
}

export async function listTrashCommand({ output, databaseFile }: CommandContext): Promise<number> {
  const experiments = await withStore(databaseFile, (store) => store.listTrash());
  output.object({ experiments });
  if (experiments.length === 0) {
    output.print('The trash is empty.');
    return EXIT.ok;
  }
  const length = shortIdLength(experiments.map(({ id }) => id));
  output.print(
    textTable(
      [{ label: 'Id' }, { label: 'Title' }, { label: 'Runs', align: 'end' }, { label: 'Removed' }],
      experiments.map(({ id, title, runs, removedAt }) => [
        output.colors.out.dim(id.slice(0, length)),
        shortened(title, TITLE_WIDTH_MAX),
        String(runs.total),
        removedAt === null ? '' : formatTime(removedAt),
      ]),
    ),
  );
  return EXIT.ok;
}

export async function restoreCommand(prefix: string, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const experimentId = await findExperiment(client, prefix, 'trash');
    const experiment = await client.experiments.restore({ experimentId });
    context.output.print(`"${experiment.title}" is in the list again.`);
    context.output.object({ experiment });
    return EXIT.ok;
  });
}

/** For good. */
export async function emptyTrashCommand(context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const { experiments } = await client.store.emptyTrash();
    context.output.print(
      experiments === 0
        ? 'The trash was empty.'
        : `${formatPlural(experiments, 'experiment')} deleted for good. "bnlab compact" gives the space back to the disk.`,
    );
    context.output.object({ experiments });
    return EXIT.ok;
  });
}
