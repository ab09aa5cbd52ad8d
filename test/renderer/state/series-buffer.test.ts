import { describe, expect, it } from 'vitest';
import { SeriesBuffer } from '#renderer/state/series-buffer.ts';

describe('SeriesBuffer', () => {
  it('joins chunks into steps and values', () => {
    const buffer = new SeriesBuffer(1);
    buffer.append({ firstStep: 1, stride: 1, values: Float32Array.of(3, 2) });
    buffer.append({ firstStep: 10, stride: 5, values: Float32Array.of(1, 0) });
    expect([...buffer.steps]).toEqual([1, 2, 10, 15]);
    expect([...buffer.values]).toEqual([3, 2, 1, 0]);
  });

  it('leaves out steps that it has, as told twice when a watcher starts during loading', () => {
    const buffer = new SeriesBuffer(1);
    buffer.append({ firstStep: 1, stride: 1, values: Float32Array.of(3, 2, 1) });
    buffer.append({ firstStep: 2, stride: 1, values: Float32Array.of(9, 9, 0) });
    expect([...buffer.steps]).toEqual([1, 2, 3, 4]);
    expect([...buffer.values]).toEqual([3, 2, 1, 0]);
  });

  it('keeps the points of a vector series together while it grows', () => {
    const buffer = new SeriesBuffer(3);
    for (let step = 0; step < 500; step += 1) {
      buffer.append({ firstStep: step, stride: 1, values: Float32Array.of(step, step + 0.25, step + 0.5) });
    }
    expect(buffer.count).toBe(500);
    expect([...buffer.values.slice(499 * 3)]).toEqual([499, 499.25, 499.5]);
  });
});
