import { expect, it } from 'vitest';
import { buildModel, dataForm } from '#core/nn/model.ts';
import { planCost } from '#core/plan/cost.ts';
import { probeCost } from '#core/probes/probe-cost.ts';
import { RUNNING_STATISTICS } from '#core/probes/running-statistics.ts';
import { TEST_SCORES } from '#core/probes/test-scores.ts';
import { TRAINING_SCORES } from '#core/probes/training-scores.ts';
import { smallDataset } from '../nn/small-dataset.ts';
import { smallSpec } from '../nn/small-spec.ts';
import { channelMeans } from './channel-means.ts';

const spec = smallSpec({
  network: { layers: [{ kind: 'dense', units: 4 }], normalization: { kind: 'batch' } },
  evaluation: { interval: { unit: 'epochs', count: 1 }, batchSize: 3 },
});
// Seven test examples: three batches of three.
const { plan } = buildModel(spec, dataForm(smallDataset()));
const { train, evaluate } = planCost(plan).phases;

it('scores of a step are read for the loss anyway: they cost their points alone', () => {
  expect(probeCost(TRAINING_SCORES, plan)).toEqual({ bytesPerPoint: 8, bytesKept: 0, stepShare: 0 });
});

it('the scores of the test set cost a pass over it', () => {
  const stepShare = (3 * evaluate.bytes) / train.bytes;
  expect(probeCost(TEST_SCORES, plan)).toEqual({ bytesPerPoint: 8, bytesKept: 0, stepShare });
});

it('running statistics cost two numbers a channel', () => {
  expect(probeCost(RUNNING_STATISTICS, plan)).toEqual({ bytesPerPoint: 32, bytesKept: 0, stepShare: 32 / train.bytes });
});

it('observed buffers are kept and read', () => {
  // Six examples of four units; the output layer has no activation.
  const cost = probeCost(channelMeans(['preActivation'], { everySteps: 10 }), plan);
  expect(cost).toEqual({ bytesPerPoint: 16, bytesKept: 96, stepShare: 96 / train.bytes });
});
