import { dataFindings, describeShape } from '../data-findings.ts';
import { formatCount } from '../../format/number.ts';
import { formatBytes } from '../../format/units.ts';
import type { Results } from '../results.ts';
import type { Block, Section } from './document.ts';

type Content = Results['input']['detail']['data'][number];

/** What the runs learned from, so that it can be told from another version of the same files. */
export function datasetSection(results: Results): Section | null {
  const { detail } = results.input;
  if (detail.data.length === 0) return null;
  const findings = dataFindings(detail).map(({ text }): Block => ({ kind: 'paragraph', text, tone: 'note' }));
  return {
    id: 'dataset',
    title: 'Data set',
    blocks: [...findings, ...detail.data.map((content) => contentFacts(content, results))],
  };
}

function contentFacts(content: Content, results: Results): Block {
  const { name, exampleShape, classes, trainExamples, testExamples, sha256, files, runIds } = content;
  const runs = results.runs.filter(({ id }) => runIds.includes(id));
  return {
    kind: 'facts',
    entries: [
      { term: 'Data set', text: name },
      // Which runs loaded it matters only where others loaded something else.
      ...(runs.length === results.runs.length
        ? []
        : [{ term: 'Runs', text: runs.map(({ arm, seed }) => `“${arm}”, seed ${seed}`).join('; ') }]),
      {
        term: 'Examples',
        text: `${formatCount(trainExamples)} for training, ${formatCount(testExamples)} for testing`,
      },
      { term: 'One example', text: `${describeShape(exampleShape)}, one of ${formatCount(classes)} classes` },
      { term: 'SHA-256 of the examples', text: sha256 },
      ...files.map(({ file, bytes, sha256: digest }) => ({
        term: 'File',
        text: `${file}, ${formatBytes(bytes)}, SHA-256 ${digest}`,
      })),
    ],
  };
}
