import type { DataRecord } from '../contract/data-record.ts';
import { specOfArm, type ExperimentDetail } from '../contract/experiment-record.ts';
import { warningsFirst, type DataNote } from '../data/data-note.ts';
import { formatTime } from '../format/moment.ts';
import { formatCount } from '../format/number.ts';
import { formatList, formatPlural } from '../format/words.ts';

/** SHA-256 in short; the report's section on data has all digits. */
const DIGITS = 12;

/** A content in a few words: `160 training and 40 test examples of 3 numbers, SHA-256 0123456789ab…`. */
export function describeContent({ exampleShape, trainExamples, testExamples, sha256 }: DataRecord): string {
  const examples = `${formatCount(trainExamples)} training and ${formatCount(testExamples)} test examples`;
  return `${examples} of ${describeShape(exampleShape)}, SHA-256 ${sha256.slice(0, DIGITS)}…`;
}

export function describeShape(exampleShape: readonly number[]): string {
  return exampleShape.length === 1 ? formatPlural(exampleShape[0], 'number') : exampleShape.join(' × ');
}

/**
 * What a person should know about the data that an experiment's runs learned from, warnings first: what is odd about
 * them, and whether one spec led to different contents, in this experiment or in another.
 */
export function dataFindings(
  detail: Pick<ExperimentDetail, 'data' | 'otherContents' | 'armSpecs' | 'runs'>,
): DataNote[] {
  const notes = new Map(detail.data.flatMap((data) => data.notes.map((note) => [note.text, note])));
  return warningsFirst([...changesBetweenRuns(detail), ...changesBetweenExperiments(detail), ...notes.values()]);
}

function changesBetweenRuns({
  data,
  armSpecs,
  runs,
}: Pick<ExperimentDetail, 'data' | 'armSpecs' | 'runs'>): DataNote[] {
  const bySpec = new Map<string, Map<ExperimentDetail['data'][number], string[]>>();
  for (const content of data) {
    for (const run of runs.filter(({ id }) => content.runIds.includes(id))) {
      const spec = JSON.stringify(specOfArm({ armSpecs }, run.arm)?.dataset);
      const contents = bySpec.get(spec) ?? new Map<ExperimentDetail['data'][number], string[]>();
      bySpec.set(spec, contents);
      contents.set(content, [...(contents.get(content) ?? []), `“${run.arm}” with seed ${run.seed}`]);
    }
  }
  return [...bySpec.values()].flatMap((contents) => {
    if (contents.size < 2) return [];
    const told = [...contents].map(([content, names]) => `${describeContent(content)} (${formatList(names)})`);
    return {
      tone: 'warning' as const,
      text:
        `${data[0].name} changed between the runs, which cannot be compared: they learned from ${told.join('; from ')}. ` +
        'Run the experiment again.',
    };
  });
}

function changesBetweenExperiments({
  data,
  otherContents,
}: Pick<ExperimentDetail, 'data' | 'otherContents'>): DataNote[] {
  if (otherContents.length === 0) return [];
  const [{ experimentId, title, createdAt, data: other }] = otherContents;
  const more = otherContents.length === 1 ? '' : ` So did ${formatCount(otherContents.length - 1)} more.`;
  return [
    {
      tone: 'warning',
      text:
        `${data[0].name} has changed between experiments with this spec: “${title}” of ${formatTime(createdAt)} ` +
        `(${experimentId}) learned from ${describeContent(other)}; this one from ${data.map(describeContent).join(' and ')}. ` +
        `Their results cannot be compared.${more}`,
    },
  ];
}
