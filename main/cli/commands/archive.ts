import type { ArchiveImport } from '#core/contract/archive.ts';
import { formatBytes } from '#core/format/units.ts';
import { formatPlural } from '#core/format/words.ts';
import { absolutePath } from '#main/files/absolute-path.ts';
import { EXIT } from '../exit-code.ts';
import { followStoreTask } from '../follow-store-task.ts';
import { findExperimentId, withStore } from '../open-to-read.ts';
import { transferDisplay } from '../transfer-display.ts';
import { withLab } from '../with-lab.ts';
import type { CommandContext } from './context.ts';

/**
 * Exports experiments to one file. Also works while another lab has the database open. @param targets experiments or
 * sweeps
 */
export async function exportArchiveCommand(
  targets: readonly string[],
  file: string,
  { output, databaseFile }: CommandContext,
): Promise<number> {
  const display = transferDisplay(output);
  const exported = await withStore(databaseFile, async (store) => {
    const experiments = await store.experiments.list();
    const ids: string[] = [];
    for (const target of targets) {
      const points = experiments.filter(({ sweepId }) => sweepId?.startsWith(target.toLowerCase()));
      if (points.length > 0) ids.push(...points.map(({ id }) => id));
      else ids.push(await findExperimentId(store, target));
    }
    return store.exportArchive(ids, absolutePath(file, process.cwd()), (share) => display.update(file, share));
  }).finally(() => display.close());
  const { experiments, runs, bytes } = exported;
  output.print(
    `${exported.file}: ${formatPlural(experiments, 'experiment')}, ${formatPlural(runs, 'run')}, ${formatBytes(bytes)}`,
  );
  output.object(exported);
  return EXIT.ok;
}

/** Adds what an archive contains and this database does not. */
export async function importArchiveCommand(file: string, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const archive = absolutePath(file, process.cwd());
    const followed = { task: 'archiveImport', file: archive, label: file } as const;
    const report = await followStoreTask(client, followed, context.output, () =>
      client.archive.import({ file: archive }),
    );
    context.output.print(importText(report));
    context.output.object(report);
    return EXIT.ok;
  });
}

function importText({ added, renamed, skipped, runs }: ArchiveImport): string {
  const lines = [
    ...added.map(({ title, id }) => `added    ${id.slice(0, 8)}  ${title}`),
    ...renamed.map(
      ({ title, id }) =>
        `added    ${id.slice(0, 8)}  ${title} (under a new id: its own is taken by a different experiment)`,
    ),
    ...skipped.map(({ title, id }) => `skipped  ${id.slice(0, 8)}  ${title} (already here)`),
  ];
  const count = added.length + renamed.length;
  return [...lines, `${formatPlural(count, 'experiment')} with ${formatPlural(runs, 'run')} added.`].join('\n');
}
