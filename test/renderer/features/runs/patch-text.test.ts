import { describe, expect, it } from 'vitest';
import { parsePatchText } from '#renderer/features/runs/patch-text.ts';

describe('a branch’s changes as they are typed', () => {
  it('are one value a line; empty lines are none', () => {
    expect(parsePatchText('optimizer.learningRate = 0.01\n\nduration.count=20\n')).toEqual({
      kind: 'patch',
      patch: { 'optimizer.learningRate': 0.01, 'duration.count': 20 },
    });
    expect(parsePatchText('')).toEqual({ kind: 'patch', patch: {} });
  });

  it('have faults that name their line', () => {
    expect(parsePatchText('duration.count = 20\nfaster')).toEqual({
      kind: 'fault',
      message: expect.stringMatching(/^Line 2: expected a path and a value .* received “faster”\.$/),
    });
    expect(parsePatchText('duration.count = 20\nduration.count = 30')).toEqual({
      kind: 'fault',
      message: 'Line 2: duration.count already has a value above.',
    });
  });
});
