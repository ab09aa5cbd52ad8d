import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeChunk,
  decodeCurve,
  decodeValues,
  encodeChunk,
  encodeCurve,
  encodeValues,
} from '#core/contract/series-codec.ts';
import { curveRecord } from '#core/contract/curve-record.ts';
import { LabError } from '#core/errors.ts';
import type { DrawnCurve } from '#core/stats/drawn-curve.ts';

describe('series codec', () => {
  it('is float32, little-endian, base64', () => {
    expect(encodeValues(Float32Array.of(1, -2))).toBe(Buffer.from('0000803f000000c0', 'hex').toString('base64'));
  });

  it('gives back every value bit for bit', () => {
    fc.assert(
      fc.property(fc.float32Array(), (values) => {
        const bits = (of: Float32Array) => Buffer.from(of.buffer, of.byteOffset, of.byteLength).toString('hex');
        expect(bits(decodeValues(encodeValues(values)))).toBe(bits(values));
      }),
    );
  });

  it('encodes only the view, not the memory around it', () => {
    const memory = Float32Array.of(9, 1, 2, 9);
    expect([...decodeValues(encodeValues(memory.subarray(1, 3)))]).toEqual([1, 2]);
  });

  it('keeps where a chunk stands', () => {
    const chunk = { firstStep: 7, stride: 3, width: 2, values: Float32Array.of(1, Number.NaN, Infinity, 4) };
    expect(decodeChunk('train/loss', encodeChunk(chunk))).toEqual({ series: 'train/loss', ...chunk });
  });

  it('refuses what is no float32 values in base64', () => {
    expect(() => decodeValues('AAA=')).toThrow(/expected a multiple of 4 bytes, received 2/);
    expect(() => decodeValues('%%%')).toThrow(LabError);
  });

  const curve = (part: Partial<DrawnCurve> = {}): DrawnCurve => ({
    steps: Float64Array.of(0, 1, 2 ** 40),
    mean: Float64Array.of(1, Number.NaN, -0),
    sd: Float64Array.of(0.5, Number.NaN, 0),
    n: Int32Array.of(2, 1, 2),
    runs: 2,
    points: 1_000,
    extents: [
      { largest: 1, last: -0 },
      { largest: null, last: null },
    ],
    ...part,
  });

  it('gives back every step and value of a curve', () => {
    const wire = encodeCurve(curve());
    expect(curveRecord.parse(JSON.parse(JSON.stringify(wire)))).toEqual({
      ...wire,
      extents: [
        { largest: 1, last: 0 },
        { largest: null, last: null },
      ],
    });
    expect(decodeCurve(wire)).toEqual(curve());
  });

  it('carries no spread of a single run', () => {
    const single = curve({ runs: 1, sd: new Float64Array(3).fill(Number.NaN), n: Int32Array.of(1, 1, 1) });
    expect(encodeCurve(single).spread).toBeNull();
    expect(decodeCurve(encodeCurve(single))).toEqual(single);
  });

  it('refuses a curve whose columns do not belong together', () => {
    const wire = encodeCurve(curve({ mean: Float64Array.of(1) }));
    expect(() => decodeCurve(wire)).toThrow(/expected a value for each of 3 steps, received 1/);
    expect(() => decodeCurve({ ...wire, steps: encodeValues(Float32Array.of(1)) })).toThrow(
      /expected a multiple of 8 bytes, received 4/,
    );
  });
});
