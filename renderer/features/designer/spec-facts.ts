import { trainExamplesOf } from '#core/spec/dataset/dataset.ts';
import type { ExperimentSpec, RunSpec } from '#core/spec/experiment.ts';
import { stepsPerEpoch } from '#core/spec/run-checks.ts';
import { armSpecs, baselineOf } from '#core/spec/arms.ts';
import { countRuns, expandSweep } from '#core/spec/sweep/expand-sweep.ts';
import { formatCount } from '#core/format/number.ts';
import { formatPlural } from '#core/format/words.ts';

/** What people want to know about a spec before running it. */
export interface SpecFacts {
  /** Points × arms × seeds. */
  readonly runs: number;
  /** Points of the sweep; null without one. */
  readonly points: number | null;
  readonly arms: number;
  readonly seeds: number;
  /** "MNIST, 60,000 examples" */
  readonly dataset: string;
  /** "5,000 steps" or "10 epochs"; if arms differ, the longest. */
  readonly duration: string;
  /** Of all runs; null if only a data set's file knows. */
  readonly stepsTotal: number | null;
  readonly baseline: string;
}

const DATASETS: Record<RunSpec['dataset']['kind'], string> = {
  mnist: 'MNIST',
  fashionMnist: 'Fashion-MNIST',
  cifar10: 'CIFAR-10',
  spirals: 'Two spirals',
  moons: 'Two moons',
  circles: 'Two circles',
  blobs: 'Blobs',
  csv: 'CSV file',
  npz: 'NPZ file',
  idx: 'IDX files',
};

export function specFacts(spec: ExperimentSpec): SpecFacts {
  const steps = (arm: RunSpec) => stepsOf(arm) ?? arm.duration.count;
  const experiments = expandSweep(spec);
  const bySteps = experiments.flatMap((one) => Object.values(armSpecs(one.spec))).sort((a, b) => steps(b) - steps(a));
  const known = bySteps.every((arm) => stepsOf(arm) !== null);
  const { unit, count } = bySteps[0].duration;
  return {
    runs: countRuns(spec),
    points: spec.sweep === undefined ? null : experiments.length,
    arms: spec.arms.length,
    seeds: spec.seeds.length,
    dataset: datasetText(spec.base),
    duration: unit === 'steps' ? formatPlural(count, 'step') : formatPlural(count, 'epoch'),
    stepsTotal: known ? spec.seeds.length * bySteps.reduce((sum, arm) => sum + steps(arm), 0) : null,
    baseline: baselineOf(spec),
  };
}

/** `3 points × 2 arms × 3 seeds`. */
export function sizeText({ points, arms, seeds }: SpecFacts): string {
  const sweep = points === null ? [] : [formatPlural(points, 'point')];
  return [...sweep, formatPlural(arms, 'arm'), formatPlural(seeds, 'seed')].join(' × ');
}

function datasetText({ dataset }: RunSpec): string {
  const examples = trainExamplesOf(dataset);
  return `${DATASETS[dataset.kind]}${examples === null ? '' : `, ${formatCount(examples)} examples`}`;
}

/** Updates of one run; an epoch's incomplete last batch is dropped. Null if only the data set's file knows. */
export function stepsOf(spec: RunSpec): number | null {
  const perEpoch = stepsPerEpoch(spec);
  if (spec.duration.unit === 'steps') return spec.duration.count;
  return perEpoch === null ? null : spec.duration.count * perEpoch;
}

export function describeHidden(spec: RunSpec): string {
  const layers = spec.network.layers.map(describeLayer);
  return layers.length === 0 ? 'no hidden layers' : layers.join(' – ');
}

function describeLayer(layer: RunSpec['network']['layers'][number]): string {
  switch (layer.kind) {
    case 'dense':
      return formatCount(layer.units);
    case 'conv2d':
      return `conv ${formatCount(layer.filters)}`;
    case 'maxPool':
    case 'averagePool':
      return 'pool';
    case 'globalAveragePool':
      return 'global pool';
    case 'flatten':
    case 'dropout':
      return layer.kind;
    case 'residual':
      return `residual (${layer.layers.map(describeLayer).join(' – ')})`;
    default:
      return layer satisfies never;
  }
}
