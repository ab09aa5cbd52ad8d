import type { LiveFigure } from '#core/report/document/document.ts';
import { embeddedFileId, LIVE_FIGURES_ID } from '#core/report/html/embedded-file.ts';
import { parseCurves } from './embedded-curves.ts';
import { LiveChart } from './live-figure.ts';

/**
 * The one script of a report: makes its figures interactive from the data files embedded in the page. Bundled to a
 * single text by build/plugins/report-viewer.ts. It reads the page and draws; it sends and loads nothing.
 */
const figures = JSON.parse(document.getElementById(LIVE_FIGURES_ID)?.textContent ?? '{}') as Record<string, LiveFigure>;

for (const [id, figure] of Object.entries(figures)) {
  const element = document.getElementById(id);
  const file = document.getElementById(embeddedFileId(figure.fileName));
  if (element === null || file === null) continue;
  new LiveChart(element, figure, parseCurves(file.textContent ?? ''));
}
