import { expect } from 'vitest';
import { SpecError } from '#core/errors.ts';
import { parseExperimentText } from '#core/spec/parse/parse.ts';

export const SHORTEST = `
title: The shortest experiment
base:
  dataset: { kind: mnist }
  network: { layers: [{ kind: dense, units: 100 }] }
  optimizer: { kind: sgd }
  duration: { count: 500 }
arms:
  - name: without BN
  - name: with BN
    patch: { network.normalization.kind: batch }
`;

/** The faults of a text, one line each, as a person sees them. */
export function faultsOf(text: string): string[] {
  try {
    parseExperimentText(text);
  } catch (error) {
    if (error instanceof SpecError) return error.message.split('\n');
    throw error;
  }
  throw new Error('The text has no fault.');
}

/** The faults of the shortest experiment with some of its text replaced. */
export const faultsWith = (text: string, replacement: string): string[] => {
  expect(SHORTEST).toContain(text);
  return faultsOf(SHORTEST.replace(text, replacement));
};
