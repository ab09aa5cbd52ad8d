import { METRIC_NAMES } from '../../series/series-name.ts';
import type { Results } from '../results.ts';
import { runsCsv } from '../runs-csv.ts';
import { batchNormFiles } from './batch-norm-section.ts';
import type { DataFile, Section } from './document.ts';
import { seriesFile, seriesRuns } from './series-file.ts';

/** The numbers behind every table and curve, whole. */
export function dataSection(results: Results): Section {
  const files = [
    runsFile(results),
    ...METRIC_NAMES.filter((name) => seriesRuns(results, name).length > 0).map((name) => seriesFile(results, name)),
    ...batchNormFiles(results),
  ];
  return {
    id: 'data',
    title: 'Data',
    blocks: [
      {
        kind: 'paragraph',
        text:
          'Every point behind the figures, as CSV inside this file: nothing is sampled away, and each number reads ' +
          'back as exactly the float32 that was measured. Step k is the state after k updates; the training loss of ' +
          'step k is that of the k-th mini-batch before its update.',
      },
      { kind: 'downloads', files },
    ],
  };
}

function runsFile(results: Results): DataFile {
  return {
    fileName: 'runs.csv',
    mediaType: 'text/csv',
    description: 'one row a run, with why and where it ended',
    text: runsCsv(results.runs, results.curve),
    shown: true,
  };
}
