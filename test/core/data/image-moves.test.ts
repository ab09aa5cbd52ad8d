import { expect, it } from 'vitest';
import { ImageMoves } from '#core/data/image-moves.ts';

const columns = (moves: Int32Array) => [0, 1, 2].map((column) => [...moves.filter((_, at) => at % 3 === column)]);

it('draws every shift, and mirrors about half', () => {
  const [dy, dx, flip] = columns(new ImageMoves(1, { shift: 2, flip: true }, 5_000).step(0));
  for (const shifts of [dy, dx]) {
    const counts = [-2, -1, 0, 1, 2].map((shift) => shifts.filter((one) => one === shift).length);
    expect(counts.reduce((a, b) => a + b)).toBe(5_000);
    // Five standard deviations of a binomial count.
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(5 * Math.sqrt(5_000 * 0.2 * 0.8));
  }
  expect(Math.abs(flip.reduce((a, b) => a + b) - 2_500)).toBeLessThan(5 * Math.sqrt(5_000 * 0.25));
  expect(dy).not.toEqual(dx);
});

it('does only what it is asked for', () => {
  const [dy, dx, flip] = columns(new ImageMoves(1, { shift: 0, flip: true }, 100).step(0));
  expect([...dy, ...dx].every((shift) => Math.abs(shift) === 0)).toBe(true);
  expect(flip.some((one) => one === 1)).toBe(true);
  expect(columns(new ImageMoves(1, { shift: 3, flip: false }, 100).step(0))[2].every((one) => one === 0)).toBe(true);
});

it('depends on seed and step alone, in whatever order steps are asked for', () => {
  const moves = () => new ImageMoves(7, { shift: 4, flip: true }, 60);
  const forwards = moves();
  const first = forwards.step(0);
  const second = forwards.step(1);
  expect(moves().step(1)).toEqual(second);
  expect(first).not.toEqual(second);
  expect(new ImageMoves(8, { shift: 4, flip: true }, 60).step(0)).not.toEqual(first);
});
