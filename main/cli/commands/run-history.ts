import type { AttemptRecord } from '#core/contract/attempt-record.ts';
import { formatDuration } from '#core/format/duration.ts';
import { formatLocalTime } from '#core/format/moment.ts';
import { ABSENT, formatCount } from '#core/format/number.ts';
import { formatBytes } from '#core/format/units.ts';
import { findRunId } from '../find-scope.ts';
import { textTable } from '../text-table.ts';
import { withLab } from '../with-lab.ts';
import type { CommandContext } from './context.ts';

/** Every process that worked on a run: when, which steps, on what, and how it ended. */
export async function attemptsCommand(prefix: string, context: CommandContext): Promise<number> {
  const { output } = context;
  return withLab(context, async ({ client }) => {
    const attempts = await client.runs.attempts({ runId: await findRunId(client, prefix) });
    output.object({ attempts });
    output.print(attempts.length === 0 ? 'This run has not started yet.' : attemptsTable(attempts));
    return 0;
  });
}

/** The saved states of a run: it resumes from the newest, and others can branch from any. */
export async function checkpointsCommand(prefix: string, context: CommandContext): Promise<number> {
  const { output } = context;
  return withLab(context, async ({ client }) => {
    const checkpoints = await client.runs.checkpoints({ runId: await findRunId(client, prefix) });
    output.object({ checkpoints });
    output.print(
      checkpoints.length === 0
        ? 'This run has no checkpoints.'
        : textTable(
            [{ label: 'Step', align: 'end' }, { label: 'Taken' }, { label: 'Size', align: 'end' }],
            checkpoints.map(({ step, createdAt, bytes }) => [
              formatCount(step),
              formatLocalTime(createdAt),
              formatBytes(bytes),
            ]),
          ),
    );
    return 0;
  });
}

function attemptsTable(attempts: readonly AttemptRecord[]): string {
  return textTable(
    [
      { label: 'Attempt', align: 'end' },
      { label: 'Started' },
      { label: 'Time', align: 'end' },
      { label: 'Steps', align: 'end' },
      { label: 'Steps/s', align: 'end' },
      { label: 'Peak memory', align: 'end' },
      { label: 'Ended' },
      { label: 'Device' },
    ],
    attempts.map((attempt) => [
      String(attempt.number),
      formatLocalTime(attempt.startedAt),
      formatDuration(attempt.durationMs),
      `${formatCount(attempt.firstStep)}–${attempt.lastStep === null ? '' : formatCount(attempt.lastStep)}`,
      attempt.stepsPerSecond === null ? ABSENT : formatCount(Math.round(attempt.stepsPerSecond)),
      attempt.peakMemoryBytes === null ? ABSENT : formatBytes(attempt.peakMemoryBytes),
      attempt.exit ?? 'running',
      attempt.environment?.deviceDescription ?? ABSENT,
    ]),
  );
}
