import { z } from 'zod';

/** The formats in which a report can be written. `core/report/report-formats.ts` says how each is made. */
export const reportFormat = z.enum(['html']);
export type ReportFormatName = z.infer<typeof reportFormat>;

export const DEFAULT_REPORT_FORMAT: ReportFormatName = 'html';
