import viewerScript from 'virtual:report-viewer';
import type { ReportFormatName } from '#core/contract/report-format.ts';
import { fileStem } from '#core/format/file-stem.ts';
import { renderReport } from '#core/report/render-report.ts';
import { REPORT_FORMATS } from '#core/report/report-formats.ts';
import type { Store } from '#main/store/store.ts';
import { readExperimentDetail } from './experiment-detail.ts';

/** A text file for the person to keep. */
export interface TextFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}

/** The report of an experiment, whole or under way. Works on a store opened to read, too. */
export async function experimentReport(
  store: Store,
  experimentId: string,
  format: ReportFormatName,
  appVersion: string,
): Promise<TextFile> {
  const detail = await readExperimentDetail(store, experimentId);
  const series = await store.series.read(detail.runs.map((run) => run.id));
  const generatedAt = new Date().toISOString();
  const { extension, mediaType } = REPORT_FORMATS[format];
  return {
    fileName: `${fileStem(detail.experiment.title)}-report.${extension}`,
    mediaType,
    text: renderReport({ detail, series, appVersion, generatedAt, viewerScript }, format),
  };
}
