import { quote } from '../describe-value.ts';
import { formatCount } from '../format/number.ts';
import { formatPlural } from '../format/words.ts';
import type { DataNote } from './data-note.ts';
import type { Dataset } from './dataset.ts';

/** More are counted, but not named. */
const NAMED_MAX = 5;

/**
 * Classes that occur in only one of the two sets. A class of the test set without a training example cannot be learned,
 * so that all its test examples count as wrong; test accuracy says nothing about a class without a test example.
 */
export function classNotes({ name, classes, classNames, train, test }: Dataset): DataNote[] {
  const trained = countLabels(train.labels, classes);
  const tested = countLabels(test.labels, classes);
  const called = (index: number) => classNames?.[index] ?? String(index);
  const all = Array.from({ length: classes }, (_, index) => index);
  const unseen = all.filter((index) => trained[index] === 0 && tested[index] > 0);
  const untested = all.filter((index) => trained[index] > 0 && tested[index] === 0);
  const notes: DataNote[] = [];
  if (unseen.length > 0) {
    const examples = unseen.reduce((sum, index) => sum + tested[index], 0);
    const known = all.filter((index) => trained[index] > 0).map(called);
    const hint = unseen.map((index) => likeness(called(index), known)).find((one) => one !== null) ?? '';
    notes.push({
      tone: 'warning',
      text:
        `${name}: ${countedClasses(unseen.length)} of the test set ${unseen.length === 1 ? 'has' : 'have'} no training ` +
        `example: ${listed(unseen.map(called))}. No network can learn ${unseen.length === 1 ? 'it' : 'them'}, so ` +
        `${formatCount(examples)} of the ${formatCount(test.count)} test examples will count as wrong. ` +
        `${hint === '' ? 'Check the labels of both sets.' : hint}`,
    });
  }
  if (untested.length > 0) {
    notes.push({
      tone: 'note',
      text:
        `${name}: ${countedClasses(untested.length)} of the training set ${untested.length === 1 ? 'has' : 'have'} no ` +
        `test example, so test accuracy says nothing about ${untested.length === 1 ? 'it' : 'them'}: ` +
        `${listed(untested.map(called))}.`,
    });
  }
  return notes;
}

function countLabels(labels: Int32Array, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  for (const label of labels) counts[label] += 1;
  return counts;
}

/** Which training class an unseen label seems to mean, if it differs in spelling alone; null if it is like none. */
function likeness(label: string, known: readonly string[]): string | null {
  const meant = known.find((candidate) => bareLabel(candidate) === bareLabel(label));
  if (meant === undefined) return null;
  return `${quote(label)} looks like the training class ${quote(meant)}, ${difference(label, meant)}: give a class the same label in both sets.`;
}

function difference(label: string, meant: string): string {
  if (label.toLowerCase() === meant.toLowerCase()) return 'written in another case';
  if (label === `${meant}.`) return 'with a dot at its end';
  if (meant === `${label}.`) return 'without the dot at its end';
  if (label.replace(/\s+/g, '') === meant.replace(/\s+/g, '')) return 'with other blanks';
  return 'written differently';
}

/** A label without what people vary by accident: case, blanks, quotes, and dots or other marks at its ends. */
function bareLabel(label: string): string {
  const bare = label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
    .replace(/^["'`.,;:]+|["'`.,;:]+$/g, '');
  const value = Number(bare);
  return bare !== '' && Number.isFinite(value) ? String(value) : bare;
}

function countedClasses(count: number): string {
  return formatPlural(count, 'class', 'classes');
}

function listed(labels: readonly string[]): string {
  const named = labels.slice(0, NAMED_MAX).map(quote).join(', ');
  return labels.length > NAMED_MAX ? `${named} and ${formatCount(labels.length - NAMED_MAX)} more` : named;
}
