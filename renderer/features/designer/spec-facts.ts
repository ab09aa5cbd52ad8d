import type { ExperimentSpec, RunSpec } from '#core/spec/experiment.ts';
import { armSpecs, baselineOf } from '#core/spec/arms.ts';
import { formatCount, formatQuantity } from '../../ui/numbers.ts';

/** What a person wants to know of a spec before running it. */
export interface SpecFacts {
  readonly runs: number;
  readonly arms: number;
  readonly seeds: number;
  readonly dataset: string;
  /** "5,000 steps" or "10 epochs", of the arms that differ: the longest. */
  readonly duration: string;
  /** Over all runs. */
  readonly stepsTotal: number;
  readonly baseline: string;
}

const DATASETS: Record<RunSpec['dataset']['kind'], string> = {
  mnist: 'MNIST',
  spirals: 'Two spirals',
  moons: 'Two moons',
  circles: 'Two circles',
  blobs: 'Blobs',
};

export function specFacts(spec: ExperimentSpec): SpecFacts {
  const bySteps = Object.values(armSpecs(spec)).sort((a, b) => stepsOf(b) - stepsOf(a));
  const { unit, count } = bySteps[0].duration;
  return {
    runs: spec.arms.length * spec.seeds.length,
    arms: spec.arms.length,
    seeds: spec.seeds.length,
    dataset: DATASETS[spec.base.dataset.kind],
    duration: unit === 'steps' ? formatQuantity(count, 'step') : formatQuantity(count, 'epoch'),
    stepsTotal: spec.seeds.length * bySteps.reduce((sum, arm) => sum + stepsOf(arm), 0),
    baseline: baselineOf(spec),
  };
}

/** Updates of one run; the last, smaller batch of an epoch is left out. */
export function stepsOf(spec: RunSpec): number {
  const perEpoch = Math.floor(spec.dataset.trainExamples / spec.batchSize);
  return spec.duration.unit === 'steps' ? spec.duration.count : spec.duration.count * perEpoch;
}

export function describeHidden(spec: RunSpec): string {
  const units = spec.network.layers.map((layer) => formatCount(layer.units));
  return units.length === 0 ? 'no hidden layers' : units.join(' – ');
}
