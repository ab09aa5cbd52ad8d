import { formatLocalTime } from '#core/format/moment.ts';
import { removableIdLength } from '../find-record.ts';
import { withStore } from '../open-to-read.ts';
import { shownStatus } from '#core/run/experiment-status.ts';
import type { Colors } from '../colors.ts';
import { statusText } from '../run-text.ts';
import { shortened, textTable } from '../text-table.ts';
import type { CommandContext } from './context.ts';

const TITLE_WIDTH_MAX = 48;

export async function listCommand({ output, databaseFile }: CommandContext): Promise<number> {
  const experiments = await withStore(databaseFile, (store) => store.experiments.list());
  output.object({ experiments });
  if (experiments.length === 0) {
    output.print('No experiments yet. Try: bnlab run spirals');
    return 0;
  }
  const { out } = output.colors;
  const length = removableIdLength(experiments);
  output.print(
    textTable(
      [
        { label: 'Id' },
        { label: 'Title' },
        { label: 'Data set' },
        { label: 'Status' },
        { label: 'Runs', align: 'end' },
        { label: 'Created' },
      ],
      experiments.map(({ id, title, dataset, status, runs, createdAt }) => [
        out.dim(id.slice(0, length)),
        shortened(title, TITLE_WIDTH_MAX),
        dataset,
        shownText({ status, runs }, out),
        `${runs.completed + runs.diverged} of ${runs.total}${runs.diverged > 0 ? `, ${runs.diverged} diverged` : ''}`,
        formatLocalTime(createdAt),
      ]),
    ),
  );
  return 0;
}

/** All runs that diverged are no completion. */
function shownText(experiment: Parameters<typeof shownStatus>[0], colors: Colors): string {
  const { status } = shownStatus(experiment);
  return statusText(status, colors);
}
