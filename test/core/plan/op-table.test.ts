import { describe, expect, it } from 'vitest';
import type { WindowGeometry } from '#core/plan/ops.ts';
import { Buffers, ops, windows } from './docstring-ops.ts';

describe.each(Object.entries(ops))('%s', (_, opOf) => {
  it('passes with the shapes of its docstring', () => {
    const buffers = new Buffers();
    const op = opOf(buffers);
    buffers.phase.emit(op);
    expect(buffers.phase.build().ops).toEqual([op]);
  });

  const buffers = new Buffers();
  opOf(buffers);
  it.each(buffers.names.map((name, index) => [name, index] as const))('is refused with a wrong %s', (_name, index) => {
    const spoilt = new Buffers(index);
    const op = opOf(spoilt);
    expect(() => spoilt.phase.emit(op)).toThrow(`${op.kind}: `);
  });
});

it('refuses a product that would overwrite its own factor', () => {
  const { phase } = new Buffers();
  const square = phase.scratch('square', 3, 3);
  const op = { kind: 'gemm', form: 'NN', m: 3, n: 3, k: 3, b: square, bias: null, accumulate: false } as const;
  expect(() => phase.emit({ ...op, a: square, c: square })).toThrow('c must not be one of its factors');
});

it('refuses windows that miss the image, and groups that do not divide it', () => {
  const pool = (geometry: Partial<WindowGeometry>) => {
    const buffers = new Buffers();
    const op = ops.maxPool(buffers);
    if (op.kind !== 'maxPool') throw new Error('not maxPool');
    return () => buffers.phase.emit({ ...op, geometry: { ...windows, ...geometry } });
  };
  expect(pool({})).not.toThrow();
  expect(pool({ padTop: 3 })).toThrow('every window must cover a position of the image');
  expect(pool({ strideX: 3 })).toThrow('every window must cover a position of the image');

  const group = (options: { positions?: number; groups?: number }) => {
    const buffers = new Buffers();
    const op = ops.groupNorm(buffers);
    if (op.kind !== 'groupNorm') throw new Error('not groupNorm');
    return () => buffers.phase.emit({ ...op, ...options });
  };
  expect(group({ positions: 3 })).toThrow('3 positions must divide the 4 rows');
  expect(group({ groups: 2 })).toThrow('2 groups must divide the 3 channels');
  expect(group({ positions: 1 })).toThrow('at least 2 elements in a group');
});

it('refuses to drop everything, and sums into their own terms', () => {
  const buffers = new Buffers();
  const op = ops.dropout(buffers);
  if (op.kind !== 'dropout') throw new Error('not dropout');
  expect(() => buffers.phase.emit({ ...op, rate: 1 })).toThrow('rate must be in [0, 1)');
  expect(() => buffers.phase.emit({ kind: 'add', a: op.x, b: op.y, y: op.x })).toThrow('y must not be a or b');
});

it('refuses gamma without beta, and an output apart from xHat without them', () => {
  const buffers = new Buffers();
  const op = ops.batchNorm(buffers);
  if (op.kind !== 'batchNorm') throw new Error('not batchNorm');
  expect(() => buffers.phase.emit({ ...op, beta: null })).toThrow('gamma and beta come together');
  expect(() => buffers.phase.emit({ ...op, gamma: null, beta: null })).toThrow('y is xHat exactly when');
});
