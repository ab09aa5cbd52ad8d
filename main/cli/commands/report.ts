import { experimentReport } from '#main/lab/reading/report.ts';
import { findExperimentId, withStore } from '../open-to-read.ts';
import { writeFiles } from '../write-files.ts';
import type { CommandContext } from './context.ts';

export async function reportCommand(prefix: string, folder: string, context: CommandContext): Promise<number> {
  const { output, databaseFile, appVersion } = context;
  const { experimentId, file } = await withStore(databaseFile, async (store) => {
    const id = await findExperimentId(store, prefix);
    return { experimentId: id, file: await experimentReport(store, id, appVersion) };
  });
  const [report] = await writeFiles(folder, new Map([[file.fileName, file.text]]));
  output.print(report);
  output.object({ experimentId, report });
  return 0;
}
