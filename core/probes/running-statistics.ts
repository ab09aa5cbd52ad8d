import type { EvaluationProbe } from './probe.ts';

/** The running mean and variance of every normalized channel at each evaluation. */
export const RUNNING_STATISTICS: EvaluationProbe = {
  moment: 'evaluation',
  name: 'running statistics',
  reads: ['statistic'],
  needsTestPass: false,
  series: ({ statistics, buffers }) =>
    statistics.map(({ path, value }) => ({ name: seriesName(path), width: buffers[value].columns })),
  record: ({ matrices }, add) => matrices.forEach(({ path, values }) => add(seriesName(path), values)),
};

/** `layers.0.batchNorm.runningMean` → `layers.0.batchNorm/runningMean`. */
function seriesName(path: string): string {
  const dot = path.lastIndexOf('.');
  return `${path.slice(0, dot)}/${path.slice(dot + 1)}`;
}
