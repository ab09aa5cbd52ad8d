import { describe, expect, it } from 'vitest';
import { smallSpec } from '#test/core/nn/small-spec.ts';
import { changesOf, changeText, parsePatchText, presentValues } from '#renderer/features/runs/patch-text.ts';

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

describe('a branch’s form', () => {
  const spec = smallSpec({
    network: { layers: [{ kind: 'dense', units: 4 }], normalization: { kind: 'batch' } },
    optimizer: { kind: 'sgd', learningRate: 0.5 },
    duration: { unit: 'epochs', count: 3 },
  });

  it('begins with the run’s own values, none of which is a change', () => {
    const text = presentValues(spec);
    expect(text).toBe('optimizer.learningRate = 0.5\nduration.count = 3\nnetwork.normalization.momentum = 0.1');
    const parsed = parsePatchText(text);
    expect(parsed.kind === 'patch' && changesOf(parsed.patch, spec)).toEqual({});
  });

  it('takes only what differs, and says how', () => {
    const patch = { 'optimizer.learningRate': 0.5, 'duration.count': 4, 'optimizer.momentum': 0.9, 'no.such': true };
    const changes = changesOf(patch, spec);
    expect(Object.keys(changes)).toEqual(['duration.count', 'optimizer.momentum', 'no.such']);
    expect(changeText('duration.count', 4, spec)).toBe('duration.count 3 → 4');
    expect(changeText('no.such', true, spec)).toBe('no.such: true');
  });
});
