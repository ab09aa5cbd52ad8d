import { describe, expect, test } from 'vitest';
import { replaceSpan } from '#renderer/ui/filter/replace-span.ts';

describe('a replaced span of a filter', () => {
  test('is followed by a space and the cursor', () => {
    expect(replaceSpan('ar', { from: 0, to: 2 }, 'arm')).toEqual({ text: 'arm ', cursor: 4 });
  });

  test('keeps the space that is there, and the cursor goes after it', () => {
    expect(replaceSpan('ar = 1', { from: 0, to: 2 }, 'arm')).toEqual({ text: 'arm = 1', cursor: 4 });
  });

  test('leaves the cursor inside an open parenthesis', () => {
    expect(replaceSpan('no', { from: 0, to: 2 }, 'not (')).toEqual({ text: 'not (', cursor: 5 });
  });
});
