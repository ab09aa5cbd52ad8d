import type { ArmPlan, ExperimentPlan } from '#core/contract/experiment-plan.ts';
import { formatDuration } from '#core/format/duration.ts';
import { formatCount, formatNumber } from '#core/format/number.ts';
import { formatBytes, formatFlops } from '#core/format/units.ts';
import { formatPlural } from '#core/format/words.ts';
import { dataNoteText } from './data-note-text.ts';
import type { Colors } from './colors.ts';
import { textTable, type TextColumn } from './text-table.ts';

/** An experiment's plan as text for a terminal: memory, work and time of each arm, then the total. */
export function planText(title: string, plan: ExperimentPlan, colors: Colors): string {
  const { bold } = colors;
  return [bold(title), memoryTable(plan), workTable(plan), whole(plan, colors)].join('\n\n');
}

const end = (label: string): TextColumn => ({ label, align: 'end' });

/** `with BN`; in a sweep, followed by the points that the line covers. */
function armText({ arm, points }: ArmPlan, total: number): string {
  if (points.length === 0) return arm;
  if (points.length === total) return `${arm} · every point`;
  return `${arm} · ${points[0]}${points.length === 1 ? '' : ` and ${points.length - 1} more`}`;
}

function memoryTable({ arms, device, points }: ExperimentPlan): string {
  return textTable(
    [
      { label: 'Arm' },
      end('Parameters'),
      end('Statistics'),
      end('with gradients, state'),
      end('Activations'),
      end('Data set'),
      end(`On ${device}`),
      end('Memory of a run'),
    ],
    arms.map((arm) => [
      armText(arm, points),
      formatCount(arm.parameterCount),
      formatCount(arm.statisticCount),
      formatBytes(arm.memory.parameterBytes),
      formatBytes(arm.memory.scratchBytes),
      formatBytes(arm.memory.dataBytes),
      formatBytes(arm.memory.totalBytes),
      formatBytes(arm.memory.processBytes),
    ]),
  );
}

function workTable({ arms, points }: ExperimentPlan): string {
  return textTable(
    [
      { label: 'Arm' },
      end('Work per step'),
      end('Moved per step'),
      end('Steps per run'),
      end('Evaluations'),
      end('Time per step'),
      end('Speed'),
      end('Time per run'),
    ],
    arms.map((arm) => [
      armText(arm, points),
      formatFlops(arm.flopsPerStep),
      formatBytes(arm.bytesPerStep),
      formatCount(arm.steps),
      formatCount(arm.evaluations),
      arm.msPerStep === null ? '–' : `${formatNumber(arm.msPerStep, 3)} ms`,
      speed(arm),
      formatDuration(arm.durationMs),
    ]),
  );
}

function speed({ msPerStep, flopsPerStep }: ArmPlan): string {
  return msPerStep === null ? '–' : `${formatNumber(flopsPerStep / (msPerStep * 1e6), 3)} GFLOP/s`;
}

function whole(plan: ExperimentPlan, { dim, yellow }: Colors): string {
  const { points, runs, jobs, durationMs, peakBytes, machineBytes, estimate, deviceChoice, dataNotes } = plan;
  const atOnce = Math.min(runs, jobs);
  const time = durationMs === null ? '' : `, about ${formatDuration(durationMs)}`;
  const memory = `${formatBytes(peakBytes)} of this machine's ${formatBytes(machineBytes)} of memory`;
  const sweep = points === 1 ? '' : `${formatPlural(points, 'point')} × ${formatPlural(runs / points, 'run')} = `;
  const lines = [`${sweep}${formatPlural(runs, 'run')}, ${atOnce} at once${time}, ${memory}`];
  if (peakBytes > machineBytes)
    lines.push(yellow('That many runs at once do not fit into this machine’s memory; lower --jobs.'));
  lines.push(...dataNotes.map((note) => dataNoteText(note, { dim, yellow })));
  if (deviceChoice !== null) lines.push(`Device: ${deviceChoice}`);
  lines.push(
    dim(
      estimate.kind === 'timedSteps'
        ? `Times are estimated from a few real steps of each arm, one run at a time (${estimate.device}), without reading the data set.`
        : `No time estimate: ${estimate.reason}`,
    ),
  );
  return lines.join('\n');
}
