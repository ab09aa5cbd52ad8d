import { expect, it } from 'vitest';
import { describeValue } from '#core/describe-value.ts';

it.each([
  [undefined, 'nothing'],
  [null, 'null (an empty value)'],
  ['a "b"\nc', 'the text "a \\"b\\"\\nc"'],
  ['\x7f\x85\u2028', 'the text "\\u007f\\u0085\\u2028"'],
  [1.5, 'the number 1.5'],
  [Number.NaN, 'the number NaN'],
  [true, 'true'],
  [[], 'a list of 0 items'],
  [[1], 'a list of 1 item'],
  [new Float32Array(3), 'a Float32Array of 12 bytes'],
  [{ kind: 'x', units: 3 }, 'an object {kind, units}'],
  [{}, 'an object {}'],
  [{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }, 'an object {a, b, c, d, e, f, …}'],
])('%j is %s', (value, words) => {
  expect(describeValue(value)).toBe(words);
});

it('is short and one line, whatever the value', () => {
  for (const value of ['x'.repeat(1e6), { ['\n'.repeat(1e5)]: 1 }, Array(1e5).fill(0)]) {
    expect(describeValue(value).length).toBeLessThan(500);
    expect(describeValue(value)).not.toContain('\n');
  }
});
