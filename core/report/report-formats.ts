import type { ReportFormatName } from '../contract/report-format.ts';
import type { ReportDocument } from './document/document.ts';
import { pageHtml } from './html/page.ts';

/** How a report is written in one format. */
export interface ReportFormat {
  /** Of the file's name, without the dot. */
  readonly extension: string;
  readonly mediaType: string;
  render(report: RenderedReport): string;
}

export interface RenderedReport {
  readonly document: ReportDocument;
  /** Arms that figures tell apart by colour. */
  readonly armCount: number;
  /** Makes the figures of a page explorable; without it they stay vector drawings. */
  readonly viewerScript: string;
}

/** Every format. One that the contract names and that is missing here does not compile. */
export const REPORT_FORMATS: Readonly<Record<ReportFormatName, ReportFormat>> = {
  html: {
    extension: 'html',
    mediaType: 'text/html',
    render: ({ document, armCount, viewerScript }) => pageHtml(document, armCount, viewerScript),
  },
};
