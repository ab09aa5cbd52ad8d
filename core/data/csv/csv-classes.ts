import { DataError } from '../../errors.ts';
import { quote } from '../../describe-value.ts';
import { CLASSES_MAX } from '../limits.ts';
import type { CsvExamples } from './csv-examples.ts';
import { decimalValue, isDecimal, type DecimalMark } from './decimal.ts';

/** The classes of a label column: what each is called, by index, and the index of each label as it is written. */
export interface LabelClasses {
  readonly classNames: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
}

/**
 * The classes of the labels in all files, in order. Labels that are all numbers compare as numbers.
 * @throws DataError if there are fewer than 2 classes, or more than CLASSES_MAX.
 */
export function labelClasses(files: readonly CsvExamples[], fileName: string, mark: DecimalMark): LabelClasses {
  const labels = distinctLabels(files, fileName);
  const asNumbers = labels.every((label) => isClassNumber(label, mark));
  // A class that is written in several ways is called by the first of them.
  const byKey = new Map<string | number, string>();
  const keyOf = (label: string) => (asNumbers ? decimalValue(label, mark) : label);
  for (const label of labels) if (!byKey.has(keyOf(label))) byKey.set(keyOf(label), label);
  if (byKey.size < 2) {
    const received = labels.length === 0 ? 'no examples' : `${quote(labels[0])} in every row`;
    throw new DataError(`${fileName}: expected at least 2 classes in the label column, received ${received}.`);
  }
  const keys = [...byKey.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const places = new Map(keys.map((key, index) => [key, index]));
  return {
    classNames: keys.map((key) => byKey.get(key) ?? String(key)),
    indexOf: new Map(labels.map((label) => [label, places.get(keyOf(label)) ?? -1])),
  };
}

function distinctLabels(files: readonly CsvExamples[], fileName: string): string[] {
  const distinct = new Set<string>();
  for (const { labels } of files) {
    for (const label of labels) distinct.add(label);
    if (distinct.size > CLASSES_MAX) {
      const example = quote([...distinct][0]);
      throw new DataError(
        `${fileName}: expected at most ${CLASSES_MAX} classes in the label column, received more (${example}, …). ` +
          'Name the column of classes with labelColumn.',
      );
    }
  }
  return [...distinct];
}

/** Whole numbers above 2⁵³ may be keys that differ only in digits that a double does not have. */
function isClassNumber(label: string, mark: DecimalMark): boolean {
  return isDecimal(label, mark) && Math.abs(decimalValue(label, mark)) <= Number.MAX_SAFE_INTEGER;
}
