import type { ReportFormatName } from '#core/contract/report-format.ts';
import { experimentReport } from '#main/lab/reading/report.ts';
import { findExperimentId, withStore } from '../open-to-read.ts';
import { writeFiles } from '../write-files.ts';
import type { CommandContext } from './context.ts';

export interface ReportOptions {
  /** Folder. */
  readonly out: string;
  readonly format: ReportFormatName;
  readonly overwrite?: boolean;
}

export async function reportCommand(prefix: string, options: ReportOptions, context: CommandContext): Promise<number> {
  const { output, databaseFile, appVersion } = context;
  const { experimentId, file } = await withStore(databaseFile, async (store) => {
    const id = await findExperimentId(store, prefix);
    return { experimentId: id, file: await experimentReport(store, id, options.format, appVersion) };
  });
  const [report] = await writeFiles(options.out, new Map([[file.fileName, file.text]]), {
    ifTaken: options.overwrite === true ? 'replace' : 'refuse',
    databaseFile,
  });
  output.print(report);
  output.object({ experimentId, report });
  return 0;
}
