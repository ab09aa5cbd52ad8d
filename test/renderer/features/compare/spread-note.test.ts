import { describe, expect, test } from 'vitest';
import { spreadNote } from '#renderer/features/compare/spread-note.ts';

describe('the note on what a line of the comparison stands for', () => {
  test('names the band, or the line of each seed', () => {
    expect(spreadNote({ seeds: 3, seedsBegun: 3, perSeed: false })).toBe('Mean over 3 seeds, band ± 1 sd');
    expect(spreadNote({ seeds: 3, seedsBegun: 3, perSeed: true })).toBe(
      'Mean over 3 seeds (bold) and each seed (thin)',
    );
  });

  test('says how many seeds have begun', () => {
    expect(spreadNote({ seeds: 3, seedsBegun: 2, perSeed: false })).toBe('Mean over 2 of 3 seeds so far, band ± 1 sd');
  });

  test('claims no band over a single seed', () => {
    expect(spreadNote({ seeds: 1, seedsBegun: 1, perSeed: false })).toBe('One seed, so no band');
  });
});
