import { DEFAULT_REPORT_FORMAT, type ReportFormatName } from '../contract/report-format.ts';
import { buildDocument } from './document/build-document.ts';
import { REPORT_FORMATS } from './report-formats.ts';
import type { ReportInput } from './report-input.ts';
import { collectResults } from './results.ts';

/**
 * The report of an experiment as one file: findings, figures, tables, spec, environment and the data behind every curve.
 * As HTML it makes no request, and its vector figures need no script; with one they can be explored.
 * @param format default: HTML
 */
export function renderReport(input: ReportInput, format: ReportFormatName = DEFAULT_REPORT_FORMAT): string {
  const results = collectResults(input);
  const { viewerScript } = input;
  return REPORT_FORMATS[format].render({
    document: buildDocument(results),
    armCount: results.arms.length,
    viewerScript,
  });
}
