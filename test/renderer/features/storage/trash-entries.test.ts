import { describe, expect, it } from 'vitest';
import { trashEntries } from '#renderer/features/storage/trash-entries.ts';
import { experimentRecord } from '#test/fixtures/records.ts';

const [monday, tuesday] = ['2026-02-02T10:00:00.000Z', '2026-02-03T10:00:00.000Z'];

const point = (id: string, removedAt: string, value: number) =>
  experimentRecord({
    id,
    removedAt,
    title: `Rates · learningRate ${value}`,
    sweepId: 'sweep',
    sweepPoint: { 'optimizer.learningRate': value },
  });

describe('trashEntries', () => {
  it('puts together what of a sweep was removed at once, the last removal first', () => {
    const entries = trashEntries([
      point('a', monday, 0.1),
      point('b', tuesday, 0.2),
      point('c', tuesday, 0.3),
      experimentRecord({ id: 'single', title: 'Single', removedAt: monday }),
    ]);
    expect(entries.map(({ title, sweepId, experiments }) => [title, sweepId, experiments.map(({ id }) => id)])).toEqual(
      [
        ['Rates', 'sweep', ['b', 'c']],
        ['Rates · learningRate 0.1', null, ['a']],
        ['Single', null, ['single']],
      ],
    );
  });
});
