import { tensorSeriesName } from '../series/series-name.ts';
import type { EvaluationProbe } from './probe.ts';

/** The running mean and variance of every normalized channel at each evaluation. */
export const RUNNING_STATISTICS: EvaluationProbe = {
  moment: 'evaluation',
  name: 'running statistics',
  reads: ['statistic'],
  needsTestPass: false,
  series: ({ statistics, buffers }) =>
    statistics.map(({ path, value }) => ({ name: tensorSeriesName(path), width: buffers[value].columns })),
  record: ({ matrices }, add) => matrices.forEach(({ path, values }) => add(tensorSeriesName(path), values)),
};
