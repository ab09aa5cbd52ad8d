import type { RunRepetition } from '../contract/repetition-record.ts';
import { formatCount } from '../format/number.ts';
import { formatPlural } from '../format/words.ts';
import { isFinal } from '../run/run-status.ts';
import { float32Text } from '../series/float32-text.ts';

export interface RepetitionText {
  readonly tone: 'identical' | 'different' | 'open';
  /** One sentence. */
  readonly summary: string;
  /** What else is not the same, and may be why: a sentence each. */
  readonly causes: readonly string[];
  /** The runs that are not identical, a sentence each. */
  readonly details: readonly string[];
}

/** How far the results of two experiments with the same spec are the same, for people. */
export function repetitionText(pairs: readonly RunRepetition[]): RepetitionText {
  const differing = pairs.filter(({ difference }) => difference !== null);
  const cut = pairs.filter((pair) => pair.difference === null && isShort(pair));
  const causes = [...new Set(pairs.flatMap((pair) => pair.otherwise))].map((fact) => `Not the same ${fact}.`);
  const values = pairs.reduce((sum, pair) => sum + pair.values, 0);
  const details = [...differing.map(differenceText), ...cut.map(cutText)];
  const runs = formatPlural(pairs.length, 'pair of runs', 'pairs of runs');
  if (differing.length > 0) {
    const share = pairs.length === 1 ? 'The runs differ' : `${formatCount(differing.length)} of ${runs} differ`;
    return { tone: 'different', summary: `${share}.`, causes, details };
  }
  if (cut.length > 0 || values === 0) {
    const summary =
      values === 0 ? 'Nothing to compare yet.' : `The same bits as far as both go: ${formatPlural(values, 'value')}.`;
    return { tone: 'open', summary, causes, details };
  }
  return {
    tone: 'identical',
    summary: `Identical: all ${formatCount(values)} recorded values of ${runs} are the same bits.`,
    causes,
    details,
  };
}

/** Without a difference, but not all of it can be compared. */
function isShort({ isCut, lastStep, statuses }: RunRepetition): boolean {
  return isCut || lastStep < 0 || !statuses.every(isFinal);
}

function nameOf({ arm, seed }: RunRepetition): string {
  return `“${arm}”, seed ${seed}`;
}

function differenceText(pair: RunRepetition): string {
  const { series, step, channel, values } = pair.difference!;
  const [own, other] = values.map((value) => (value === null ? 'nothing' : float32Text(value)));
  const place = channel === null ? series : `${series}, channel ${channel},`;
  return `${nameOf(pair)}: first at step ${formatCount(step)}, where ${place} is ${own} against ${other}.`;
}

function cutText(pair: RunRepetition): string {
  const { lastStep, statuses } = pair;
  const [own, other] = statuses;
  if (lastStep < 0) return `${nameOf(pair)}: nothing to compare (${own} and ${other}).`;
  return `${nameOf(pair)}: the same up to step ${formatCount(lastStep)}; they are ${own} and ${other}.`;
}
