import { buildDocument } from './document/build-document.ts';
import { pageHtml } from './html/page.ts';
import type { ReportInput } from './report-input.ts';
import { collectResults } from './results.ts';

/**
 * The report of an experiment as one self-contained HTML file: findings, figures, tables, spec, environment and the
 * data behind every curve. It makes no request, and its vector figures need no script; with one they can be explored.
 */
export function renderReport(input: ReportInput): string {
  const results = collectResults(input);
  return pageHtml(buildDocument(results), results.arms.length, input.viewerScript);
}
