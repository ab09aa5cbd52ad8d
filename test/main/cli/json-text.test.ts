import { describe, expect, it } from 'vitest';
import { jsonText } from '#main/cli/json-text.ts';

/** The bits a reader gets who takes the text's numbers as float32. */
const float32 = (value: number) => Math.fround(value);

describe('jsonText', () => {
  it('writes what series store as the shortest decimal of the float32', () => {
    const stored = { last: float32(0.7), best: float32(0.088658519) };
    const text = jsonText({ runs: [{ summary: { 'test/accuracy': stored } }] });
    expect(text).toContain('"last": 0.7,');
    const [{ summary }] = (JSON.parse(text) as { runs: { summary: Record<string, typeof stored> }[] }).runs;
    expect(float32(summary['test/accuracy'].best)).toBe(stored.best);
    expect(jsonText({ difference: { step: 3, values: [float32(0.1), null] } })).toMatch(/\[\s+0\.1,\s+null\s+\]/);
  });

  it('leaves means over seeds, settings, absent values and counts as they are', () => {
    const value = {
      spec: { learningRate: 2 ** -11, epsilon: float32(1e-5) },
      figures: { arms: [{ mean: 0.1 + 0.2, values: [null, 0, -0, 3_192, 16_777_217] }] },
      durationMs: 1649.4716819999994,
    };
    expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });
});
