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
import { LabError } from '#core/errors.ts';

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
    expect(decodeChunk('train/loss', encodeChunk(chunk))).toEqual({ kind: 'points', series: 'train/loss', ...chunk });
  });

  it('refuses what is no float32 values in base64', () => {
    expect(() => decodeValues('AAA=')).toThrow(/expected a multiple of 4 bytes, received 2/);
    expect(() => decodeValues('%%%')).toThrow(LabError);
  });

  it('gives back every step and value of a curve', () => {
    const steps = Float64Array.of(0, 1, 2 ** 40);
    const values = Float32Array.of(1, Number.NaN, -0);
    const wire = encodeCurve('a run', 'train/loss', { steps, values, points: 1_000 });
    expect(wire).toMatchObject({ runId: 'a run', name: 'train/loss', points: 1_000 });
    expect(JSON.parse(JSON.stringify(wire))).toEqual(wire);
    expect(decodeCurve(wire)).toEqual({ steps, values });
  });

  it('refuses a curve whose columns do not belong together', () => {
    const wire = encodeCurve('a run', 'train/loss', {
      steps: Float64Array.of(1, 2),
      values: Float32Array.of(1),
      points: 2,
    });
    expect(() => decodeCurve(wire)).toThrow(/expected a value for each of 2 steps, received 1/);
    expect(() => decodeCurve({ ...wire, steps: encodeValues(Float32Array.of(1)) })).toThrow(
      /expected a multiple of 8 bytes, received 4/,
    );
  });
});
