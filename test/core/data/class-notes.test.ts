import { describe, expect, it } from 'vitest';
import { classNotes } from '#core/data/class-notes.ts';
import type { Dataset } from '#core/data/dataset.ts';

/** A set whose classes are called so, with these labels. */
function labelled(
  classNames: readonly string[] | undefined,
  train: readonly number[],
  test: readonly number[],
): Dataset {
  const split = (labels: readonly number[]) => ({
    count: labels.length,
    values: new Float32Array(labels.length),
    labels: Int32Array.from(labels),
  });
  const classes = classNames?.length ?? Math.max(...train, ...test) + 1;
  const names = classNames === undefined ? {} : { classNames };
  return { name: 'table.csv', classes, exampleShape: [1], ...names, train: split(train), test: split(test) };
}

it('has nothing to say where both sets have every class', () => {
  expect(classNotes(labelled(['a', 'b'], [0, 1, 0], [1, 0]))).toEqual([]);
});

it('warns of test classes without training examples, with what they do to the score', () => {
  expect(classNotes(labelled(['a', 'b', 'c', 'd'], [0, 1, 0], [2, 0, 3, 2, 1]))).toEqual([
    {
      tone: 'warning',
      text:
        'table.csv: 2 classes of the test set have no training example: "c", "d". No network can learn them, so 3 of the 5 ' +
        'test examples will count as wrong. Check the labels of both sets.',
    },
  ]);
});

it('calls classes by their index where they have no name', () => {
  const [warning, note, ...others] = classNotes(labelled(undefined, [0, 1], [0, 2]));
  expect(others).toEqual([]);
  expect(warning.text).toContain('1 class of the test set has no training example: "2". No network can learn it');
  expect(note).toEqual({
    tone: 'note',
    text: 'table.csv: 1 class of the training set has no test example, so test accuracy says nothing about it: "1".',
  });
});

it('names only the first of many', () => {
  const names = Array.from({ length: 30 }, (_, index) => `c${index}`);
  const [{ text }] = classNotes(labelled(names, [0, 1], [...names.keys()]));
  expect(text).toContain(
    '28 classes of the test set have no training example: "c2", "c3", "c4", "c5", "c6" and 23 more.',
  );
});

describe('sees which training class a label means that differs', () => {
  it.each([
    ['with a dot at its end', '<=50K', '<=50K.'],
    ['without the dot at its end', 'yes.', 'yes'],
    ['written in another case', 'Setosa', 'SETOSA'],
    ['with other blanks', 'New York', 'New  York'],
    ['written differently', 'a-b', 'a_b'],
    ['written differently', 'yes', "'yes'"],
    ['written differently', '1', '1.0'],
  ])('%s', (how, train, test) => {
    const [{ text }] = classNotes(labelled([train, 'other', test], [0, 1], [2, 1]));
    expect(text).toContain(
      `looks like the training class ${JSON.stringify(train)}, ${how}: give a class the same label`,
    );
  });
});
