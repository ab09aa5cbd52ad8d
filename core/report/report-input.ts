import type { ExperimentDetail } from '../contract/experiment-record.ts';
import type { SeriesChunk } from '../series/series-chunk.ts';

/** Everything a report is made of. The lab collects it; the report itself reads no store, no clock and no file. */
export interface ReportInput {
  readonly detail: ExperimentDetail;
  /** All series of all runs; chunks in step order. */
  readonly series: readonly ReportSeries[];
  readonly appVersion: string;
  /** ISO 8601 in UTC. */
  readonly generatedAt: string;
  /** The viewer as one script text (`virtual:report-viewer`), embedded for the interactive charts. */
  readonly viewerScript: string;
}

export interface ReportSeries {
  readonly runId: string;
  readonly name: string;
  readonly chunks: readonly Omit<SeriesChunk, 'series'>[];
}
