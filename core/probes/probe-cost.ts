import { planCost } from '../plan/cost.ts';
import type { Plan } from '../plan/plan.ts';
import { isObserved, type Probe } from './probe.ts';
import { probedBuffers, type ProbedBuffer } from './probed-buffers.ts';

const FLOAT_BYTES = 4;

export interface ProbeCost {
  /** What one point of all its series takes in the store, before compression. */
  readonly bytesPerPoint: number;
  /** Device memory of observed buffers that no longer share theirs, as f32. */
  readonly bytesKept: number;
  /** Memory traffic of one recording relative to that of a training step: what it reads back, and its pass if it has one. */
  readonly stepShare: number;
}

/** What a probe costs, from the plan of a run alone. */
export function probeCost(probe: Probe, plan: Plan): ProbeCost {
  const { phases } = planCost(plan);
  const buffers = probedBuffers(probe, plan);
  const passes = probe.moment === 'evaluation' && probe.needsTestPass ? testBatches(plan) : 0;
  const traffic = bytesOf(buffers) + passes * phases.evaluate.bytes;
  return {
    bytesPerPoint: probe.series(plan).reduce((bytes, { width }) => bytes + width * FLOAT_BYTES, 0),
    bytesKept: bytesOf(buffers.filter(({ what }) => isObserved(what))),
    stepShare: traffic / phases.train.bytes,
  };
}

function bytesOf(buffers: readonly ProbedBuffer[]): number {
  return buffers.reduce((bytes, { rows, columns }) => bytes + rows * columns * FLOAT_BYTES, 0);
}

function testBatches({ buffers, data, phases }: Plan): number {
  return Math.ceil(buffers[data.test.labels].rows / phases.evaluate.batchSize);
}
