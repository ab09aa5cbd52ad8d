import { formatTime } from '../../format/moment.ts';
import { formatList, formatPlural } from '../../format/words.ts';
import type { Results } from '../results.ts';
import { batchNormSection } from './batch-norm-section.ts';
import { curvesSection } from './curves-section.ts';
import { dataSection } from './data-section.ts';
import { datasetSection } from './dataset-section.ts';
import type { ReportDocument, Section } from './document.ts';
import { environmentSection } from './environment-section.ts';
import { headline } from './headline.ts';
import { runsSection } from './runs-section.ts';
import { specSection } from './spec-section.ts';
import { summarySection } from './summary-section.ts';

/** The whole report in its order: what was found, the figures, how it was done, the data. */
export function buildDocument(results: Results): ReportDocument {
  const { experiment, spec } = results.input.detail;
  const findings: Section = {
    id: 'findings',
    title: 'Findings',
    blocks: headline(results).map((text) => ({ kind: 'paragraph', text, tone: 'lead' })),
  };
  const dataset = datasetSection(results);
  const batchNorm = batchNormSection(results);
  return {
    title: spec.title,
    description: paragraphs(spec.description),
    byline: [
      experiment.dataset,
      formatPlural(experiment.arms.length, 'arm'),
      `${experiment.seeds.length === 1 ? 'seed' : 'seeds'} ${formatList(experiment.seeds.map(String))}`,
      formatTime(experiment.createdAt),
    ].join(' · '),
    sections: [
      findings,
      summarySection(results),
      curvesSection(results),
      ...(batchNorm === null ? [] : [batchNorm]),
      runsSection(results),
      ...(dataset === null ? [] : [dataset]),
      specSection(results),
      environmentSection(results),
      dataSection(results),
    ],
  };
}

/** As in Markdown: an empty line parts paragraphs, a single line break is only how the file was wrapped. */
function paragraphs(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
}
