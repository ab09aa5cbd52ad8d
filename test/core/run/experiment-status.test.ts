import { expect, it } from 'vitest';
import { shownStatus } from '#core/run/experiment-status.ts';

it('shows no completion where all runs diverged, and names those that did', () => {
  const of = (diverged: number) => shownStatus({ status: 'completed', runs: { total: 4, diverged } });
  expect(of(0)).toEqual({ status: 'completed', text: 'Completed' });
  expect(of(1)).toEqual({ status: 'completed', text: 'Completed, 1 of 4 diverged' });
  expect(of(4)).toEqual({ status: 'diverged', text: '4 of 4 diverged' });
  expect(shownStatus({ status: 'running', runs: { total: 4, diverged: 1 } }).text).toBe('Running');
});
