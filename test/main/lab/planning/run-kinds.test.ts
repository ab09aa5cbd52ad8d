import { expect, it } from 'vitest';
import { parseExperimentText } from '#core/spec/parse/parse.ts';
import { plannedArms, runKinds } from '#main/lab/planning/run-kinds.ts';

const spec = (sweep: string) =>
  parseExperimentText(`
title: Kinds
base:
  dataset: { kind: moons }
  network: { layers: [{ kind: dense, units: 8 }] }
  optimizer: { kind: sgd }
  duration: { count: 10 }
arms:
  - name: '10'
    patch: { network.normalization.kind: batch }
  - name: '2'
${sweep}`);

it('are described by the text of a point, with arms in the order of the spec', () => {
  expect(plannedArms(spec('')).map(({ name, point }) => [name, point])).toEqual([
    ['10', null],
    ['2', null],
  ]);
  const swept = plannedArms(spec('sweep: { kind: list, points: [{ batchSize: 20 }, { batchSize: 30 }] }'));
  expect(swept.map(({ name, point, spec: { batchSize } }) => [name, point, batchSize])).toEqual([
    ['10', 'batchSize 20', 20],
    ['2', 'batchSize 20', 20],
    ['10', 'batchSize 30', 30],
    ['2', 'batchSize 30', 30],
  ]);
});

it('group runs that differ only in numbers that do not change what they need', () => {
  const arms = plannedArms(
    spec(`sweep: { kind: grid, axes: {
      optimizer.learningRate: { kind: values, values: [0.1, 1] },
      batchSize: { kind: values, values: [20, 30] },
      network.activation: { kind: values, values: [relu, tanh] } } }`),
  );
  const kinds = runKinds(arms, (arm) => arm.spec.batchSize);
  expect(kinds.map((kind) => kind.map(({ name, point }) => `${name}: ${point}`))).toHaveLength(2 * 2 * 2);
  expect(kinds[0].map(({ point }) => point)).toEqual([
    'learningRate 0.1, batchSize 20, activation relu',
    'learningRate 1, batchSize 20, activation relu',
  ]);
});
