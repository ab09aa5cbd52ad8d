import type { QueuePlace, QueueState, RunScope } from '#core/contract/queue.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { formatCount } from '#core/format/number.ts';
import { formatPlural } from '#core/format/words.ts';
import { LabError } from '#core/errors.ts';
import type { LabClient } from '#main/control/connect-control.ts';
import { EXIT, exitCodeOfRuns } from '../exit-code.ts';
import { findRunId, findScope } from '../find-scope.ts';
import { followRuns } from '../follow-runs.ts';
import type { Colors } from '../colors.ts';
import { statusText } from '../run-text.ts';
import { runIdLength } from '../short-ids.ts';
import { shortened, textTable } from '../text-table.ts';
import { withLab } from '../with-lab.ts';
import type { CommandContext } from './context.ts';

const TITLE_WIDTH_MAX = 40;

/** What is running, waiting or resumable. */
export async function queueListCommand(context: CommandContext): Promise<number> {
  return withLab(context, ({ client }) => tellQueue(client, context));
}

/** How many runs execute at once. @param jobs what to set first; null: as many as there are cores */
export async function queueJobsCommand(jobs: number | null | undefined, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const info = jobs === undefined ? await client.lab.info() : await client.lab.setJobs({ jobs });
    context.output.print(
      `${formatPlural(info.jobs, 'run')} at the same time, on a machine of ${formatPlural(info.cores, 'core')}.`,
    );
    context.output.object({ jobs: info.jobs, cores: info.cores });
    return EXIT.ok;
  });
}

/** Executes all waiting runs and those an earlier lab left unfinished, until none remain. */
export async function queueRunCommand(options: { jobs?: number }, context: CommandContext): Promise<number> {
  const { output } = context;
  return withLab(
    context,
    async ({ client, isElsewhere }) => {
      const { interrupted } = await client.queue.list();
      if (interrupted.length > 0) await client.queue.resume({ kind: 'all' });
      if (!isElsewhere) await client.queue.workOff();
      const { running, waiting } = await client.queue.list();
      if (running.length + waiting.length === 0) {
        output.print('The queue is empty.');
        output.object({ runs: [] });
        return EXIT.ok;
      }
      return followAndTell(client, [...running, ...waiting], context);
    },
    options,
  );
}

/** @param target an abbreviated id; null for everything */
export async function pauseCommand(target: string | null, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const paused = (await client.queue.pause(await scopeOf(client, target))).filter(
      ({ status }) => status === 'paused',
    );
    return tellRuns(paused, 'paused', context);
  });
}

export async function cancelCommand(target: string | null, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const runs = await client.queue.cancel(await scopeOf(client, target));
    return tellRuns(
      runs.filter(({ status }) => status === 'cancelled'),
      'cancelled',
      context,
    );
  });
}

/** In a lab that is open elsewhere, runs continue on their own; in this process, they are followed to their end. */
export async function resumeCommand(
  target: string | null,
  options: { jobs?: number },
  context: CommandContext,
): Promise<number> {
  return withLab(
    context,
    async ({ client, isElsewhere }) => {
      const resumed = await client.queue.resume(await scopeOf(client, target));
      if (isElsewhere || resumed.length === 0) return tellRuns(resumed, 'resumed', context);
      return followAndTell(client, resumed, context);
    },
    options,
  );
}

export interface MoveOptions {
  readonly first?: boolean;
  readonly last?: boolean;
  readonly before?: string;
}

export async function moveCommand(target: string, options: MoveOptions, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    await client.queue.move({ scope: await scopeOf(client, target), place: await placeOf(client, options) });
    return tellQueue(client, context);
  });
}

export async function prioritizeCommand(target: string, priority: number, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    await client.queue.prioritize({ scope: await scopeOf(client, target), priority });
    return tellQueue(client, context);
  });
}

async function scopeOf(client: LabClient, target: string | null): Promise<RunScope> {
  return target === null ? { kind: 'all' } : findScope(client, target);
}

async function placeOf(client: LabClient, { first, last, before }: MoveOptions): Promise<QueuePlace> {
  if ([first === true, last === true, before !== undefined].filter(Boolean).length !== 1) {
    throw new LabError('CONFLICT', 'Expected exactly one destination: --first, --last or --before <run>.');
  }
  if (before !== undefined) return { kind: 'before', runId: await findRunId(client, before) };
  return { kind: first === true ? 'first' : 'last' };
}

async function followAndTell(client: LabClient, runs: readonly RunRecord[], context: CommandContext): Promise<number> {
  const { runs: ended, signal } = await followRuns(client, runs, context.output, {
    stop: () => client.queue.pause({ kind: 'all' }),
    stopping: 'Pausing. "bnlab resume" continues the runs. Press Ctrl-C again to quit at once.',
  });
  context.output.object({ runs: ended });
  if (signal !== null) return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  return exitCodeOfRuns(ended.map(({ status }) => status));
}

function tellRuns(runs: readonly RunRecord[], what: string, { output }: CommandContext): number {
  output.print(`${formatCount(runs.length)} ${runs.length === 1 ? 'run' : 'runs'} ${what}.`);
  output.object({ runs });
  return EXIT.ok;
}

async function tellQueue(client: LabClient, { output }: CommandContext): Promise<number> {
  const queue = await client.queue.list();
  const titles = new Map((await client.experiments.list()).map(({ id, title }) => [id, title]));
  output.object(queue);
  output.print(queueText(queue, titles, output.colors.out));
  return EXIT.ok;
}

function queueText(queue: QueueState, titles: ReadonlyMap<string, string>, colors: Colors): string {
  const runs = [...queue.running, ...queue.waiting, ...queue.paused, ...queue.interrupted];
  if (runs.length === 0) return 'Nothing is running, waiting or paused.';
  const length = runIdLength(runs);
  return textTable(
    [
      { label: 'Run' },
      { label: 'Experiment' },
      { label: 'Arm' },
      { label: 'Seed', align: 'end' },
      { label: 'Status' },
      { label: 'Steps', align: 'end' },
      { label: 'Priority', align: 'end' },
    ],
    runs.map((run) => [
      colors.dim(run.id.slice(0, length)),
      shortened(titles.get(run.experimentId) ?? '', TITLE_WIDTH_MAX),
      run.arm,
      String(run.seed),
      statusText(run.status, colors),
      run.stepsTotal === null ? formatCount(run.steps) : `${formatCount(run.steps)}/${formatCount(run.stepsTotal)}`,
      String(run.priority),
    ]),
  );
}
