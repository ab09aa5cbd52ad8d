import { expect, it } from 'vitest';
import { CallLength } from '#core/train/call-length.ts';

/** Lengths of the calls that a device with the given time per step is asked for. */
async function lengths(stepMs: number, stepsMax: number, stepsTotal: number): Promise<number[]> {
  let now = 0;
  const calls: number[] = [];
  const callLength = new CallLength(stepsMax, () => now);
  for (let left = stepsTotal; left > 0;) {
    left -= await callLength.call(left, async (steps) => {
      now += steps * stepMs;
      calls.push(steps);
      return steps;
    });
  }
  return calls;
}

it('grows from one step to calls of 20 ms', async () => {
  expect(await lengths(0.5, 4_096, 200)).toEqual([1, 4, 16, 40, 40, 40, 40, 19]);
});

it('stays at one step where a step takes longer', async () => {
  expect(await lengths(70, 4_096, 4)).toEqual([1, 1, 1, 1]);
});

it('stays within what a call can hold, also where no time passes', async () => {
  expect(await lengths(0, 10, 35)).toEqual([1, 4, 10, 10, 10]);
});
