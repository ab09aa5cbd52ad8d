import type { ProbedMatrix, StepProbe, StepQuantity, StepSchedule } from '#core/probes/probe.ts';
import { probedBuffers } from '#core/probes/probed-buffers.ts';

/** The mean of each channel of whatever a step leaves behind: a whole probe, in one file. */
export function channelMeans(reads: readonly StepQuantity[], schedule: StepSchedule): StepProbe {
  const probe: StepProbe = {
    moment: 'step',
    name: 'channel means',
    schedule,
    reads,
    series: (plan) => probedBuffers(probe, plan).map((buffer) => ({ name: seriesName(buffer), width: buffer.columns })),
    record: ({ matrices }, add) => matrices.forEach((matrix) => add(seriesName(matrix), columnMeans(matrix))),
  };
  return probe;
}

function seriesName({ path, what }: Pick<ProbedMatrix, 'path' | 'what'>): string {
  return `${path}/${what}Mean`;
}

function columnMeans({ rows, columns, values }: ProbedMatrix): number[] {
  return Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) sum += values[row * columns + column];
    return sum / rows;
  });
}
