import { expect, it } from 'vitest';
import { Dense } from '#core/nn/layers/dense.ts';
import { runLayer } from '../run-layer.ts';

const layer = (bias: boolean) => new Dense({ path: 'dense', fanIn: 2, fanOut: 3, bias, initializer: () => 0 });

const weight = [1, 2, 3, 4, 5, 6];
const x = [
  [1, 10],
  [-1, 0.5],
];
const gradOutput = [
  [1, 0, -1],
  [0, 2, 1],
];

it('multiplies by its weight [fanIn, fanOut] and adds its bias, in both modes', async () => {
  const tensors = { 'dense.weight': weight, 'dense.bias': [0.5, 0, -0.5] };
  for (const mode of ['training', 'evaluation'] as const) {
    const { output } = await runLayer(layer(true), { mode, batches: [x], tensors });
    expect(output).toEqual([
      [41.5, 52, 62.5],
      [1.5, 0.5, -0.5],
    ]);
  }
});

it('gives the gradients of weight, bias and input', async () => {
  const tensors = { 'dense.weight': weight };
  const { gradients, gradInput } = await runLayer(layer(true), { mode: 'training', batches: [x], gradOutput, tensors });
  expect([...gradients['dense.weight']]).toEqual([1, -2, -2, 10, 1, -9.5]);
  expect([...gradients['dense.bias']]).toEqual([1, 2, 0]);
  expect(gradInput).toEqual([
    [-2, -2],
    [7, 16],
  ]);
});

it('has no bias unless asked for', async () => {
  const { output, gradients } = await runLayer(layer(false), {
    mode: 'training',
    batches: [x],
    gradOutput,
    tensors: { 'dense.weight': weight },
  });
  expect(Object.keys(gradients)).toEqual(['dense.weight']);
  expect(output[0]).toEqual([41, 52, 63]);
});
