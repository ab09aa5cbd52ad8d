import { describe, expect, it } from 'vitest';
import { faultsOf, faultsWith, SHORTEST } from './faults-of.ts';

describe('faults of patches', () => {
  const patched = (patch: string) => faultsWith('{ network.normalization.kind: batch }', patch);

  it.each([
    [
      '{ batchSise: 3 }',
      'arms.1.patch.batchSise: expected one of the fields dataset, inputNormalization, network, loss, labelSmoothing, optimizer, batchSize, duration, evaluation, earlyStop, checkpoint (did you mean "batchSize"?), received the unknown field "batchSise"',
    ],
    ['{ batchSize: many }', 'arms.1.patch.batchSize: expected an integer from 1 to 65536, received the text "many"'],
    [
      '{ batchSize.count: 3 }',
      'arms.1.patch.batchSize.count: expected a path into an object or a list, but batchSize is the number 60, received "batchSize.count"',
    ],
    [
      '{ network.layers.1.units: 3 }',
      'arms.1.patch.network.layers.1.units: expected an index of network.layers from 0 to 0, received "1"',
    ],
    [
      '{ network.layers.first.units: 3 }',
      'arms.1.patch.network.layers.first.units: expected an index of network.layers from 0 to 0, received "first"',
    ],
    [
      '{ network..layers: [] }',
      'arms.1.patch.network..layers: expected a dotted path such as network.normalization, received "network..layers"',
    ],
    [
      '{ __proto__.polluted: 1 }',
      'arms.1.patch.__proto__.polluted: expected a dotted path such as network.normalization, received "__proto__.polluted"',
    ],
    [
      '{ network.normalization: { kind: batch, epsilon: -1 } }',
      'arms.1.patch.network.normalization.epsilon: expected a number above 0 and of at most 1, received the number -1',
    ],
    [
      '{ network.normalization.momentum: 0.2 }',
      'arms.1.patch.network.normalization.momentum: expected no field except kind, received the unknown field "momentum"',
    ],
    ['{ batchSize: .nan }', 'arms.1.patch.batchSize: expected a value that JSON can hold, received the number NaN'],
    ['3', 'arms.1.patch: expected an object, received the number 3'],
  ])('%s', (patch, fault) => {
    expect(patched(patch)).toEqual([fault]);
  });

  it('are found beside faults of the base, without repeating those', () => {
    const broken = SHORTEST.replace('units: 100', 'units: none')
      .replace('{ count: 500 }', '{ count: 0 }')
      .replace('kind: batch }', 'kind: batch, duration.count: -1, optimizer.momentun: 0.9 }');
    expect(faultsOf(broken)).toEqual([
      'base.network.layers.0.units: expected an integer from 1 to 16384, received the text "none"',
      'base.duration.count: expected an integer from 1 to 100000000, received the number 0',
      'arms.1.patch.optimizer.momentun: expected one of the fields kind, learningRate, momentum, nesterov, weightDecay, decayed, gradientClipNorm, schedule, warmup (did you mean "momentum"?), received the unknown field "momentun"',
      'arms.1.patch.duration.count: expected an integer from 1 to 100000000, received the number -1',
    ]);
  });
});
