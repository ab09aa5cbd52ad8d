import { Argument, Option, type Command } from 'commander';
import { LabError } from '#core/errors.ts';
import { PRIORITY_MAX } from '#core/contract/queue.ts';
import { branchCommand, collectAssignment, type BranchOptions } from './commands/branch.ts';
import type { CommandContext } from './commands/context.ts';
import {
  cancelCommand,
  moveCommand,
  pauseCommand,
  prioritizeCommand,
  queueJobsCommand,
  queueListCommand,
  queueRunCommand,
  resumeCommand,
  type MoveOptions,
} from './commands/queue.ts';
import { attemptsCommand, checkpointsCommand } from './commands/run-history.ts';
import { parseCount, parseJobs, parseJobSetting, parsePriority } from './options.ts';

/** Of commands that execute runs. */
export const JOBS_HELP = 'runs at the same time (default: what "bnlab queue jobs" says)';

interface Shared {
  readonly db?: string;
  readonly json?: boolean;
}

/** Creates a command with the options that all commands share. */
export type MakeCommand = (nameAndArguments: string, description: string, parent?: Command) => Command;

/** The commands that control runs, in a lab that is open elsewhere or in one in this process. */
export function addQueueCommands(
  program: Command,
  command: MakeCommand,
  makeContext: (shared: Shared) => CommandContext,
  finish: (exitCode: number) => void,
): void {
  const jobs = () => new Option('--jobs <count>', JOBS_HELP).argParser(parseJobs);
  const target = () => new Argument('[id]', 'a run, an experiment or a sweep; ids may be abbreviated');
  const all = () => new Option('--all', 'everything');

  command('pause', 'stop runs at their current step, with a checkpoint; waiting runs do not start')
    .addArgument(target())
    .addOption(all())
    .action(async (id: string | undefined, options: Shared & { all?: boolean }) =>
      finish(await pauseCommand(oneTarget(id, options.all), makeContext(options))),
    );

  command(
    'resume',
    'continue paused and interrupted runs from their last checkpoint; for an experiment without any, its cancelled ones',
  )
    .addArgument(target())
    .addOption(all())
    .addOption(jobs())
    .action(async (id: string | undefined, options: Shared & { all?: boolean; jobs?: number }) =>
      finish(await resumeCommand(oneTarget(id, options.all), ownLab(options), makeContext(options))),
    );

  command('cancel', 'stop runs for good; what they reported is kept')
    .addArgument(target())
    .addOption(all())
    .action(async (id: string | undefined, options: Shared & { all?: boolean }) =>
      finish(await cancelCommand(oneTarget(id, options.all), makeContext(options))),
    );

  const queue = program.command('queue').description('show what is running, waiting, paused or interrupted');

  command('list', 'list the queue in the order in which runs start', queue).action(async (options: Shared) =>
    finish(await queueListCommand(makeContext(options))),
  );

  command('run', 'execute every waiting and interrupted run to its end', queue)
    .addOption(jobs())
    .action(async (options: Shared & { jobs?: number }) =>
      finish(await queueRunCommand(ownLab(options), makeContext(options))),
    );

  command('jobs', 'show or set how many runs execute at the same time, now and later', queue)
    .addArgument(
      new Argument('[count]', 'from 1 to 1024, or auto: as many as there are cores').argParser(parseJobSetting),
    )
    .action(async (jobs: number | null | undefined, options: Shared) =>
      finish(await queueJobsCommand(jobs, makeContext(options))),
    );

  command('move <id>', 'move waiting runs within the queue', queue)
    .option('--first', 'start them before all others')
    .option('--last', 'start them after all others')
    .option('--before <run>', 'start them before this run')
    .action(async (id: string, options: Shared & MoveOptions) =>
      finish(await moveCommand(id, options, makeContext(options))),
    );

  command('priority <id>', 'start runs of a higher priority first', queue)
    .addArgument(
      new Argument('<number>', `from −${PRIORITY_MAX} to ${PRIORITY_MAX}; default: 0`).argParser(parsePriority),
    )
    .action(async (id: string, value: number, options: Shared) =>
      finish(await prioritizeCommand(id, value, makeContext(options))),
    );

  command('branch <run>', 'start a run from another run’s saved state, with a changed spec')
    .addOption(
      new Option('--step <number>', 'step of the checkpoint (default: the newest state)').argParser(parseCount),
    )
    .addOption(
      new Option('--set <path=value>', 'set a value of the spec, for example optimizer.learningRate=0.01; repeatable')
        .argParser(collectAssignment)
        .default({}, 'nothing'),
    )
    .option('--title <text>', 'title of the new experiment')
    .addOption(jobs())
    .action(async (run: string, options: Shared & BranchOptions) =>
      finish(await branchCommand(run, options, makeContext(options))),
    );

  command('attempts <run>', 'list each process that worked on a run').action(async (run: string, options: Shared) =>
    finish(await attemptsCommand(run, makeContext(options))),
  );

  command('checkpoints <run>', 'list the saved states of a run').action(async (run: string, options: Shared) =>
    finish(await checkpointsCommand(run, makeContext(options))),
  );
}

/** @returns null for everything. @throws LabError (SPEC_INVALID) unless exactly one of the two is given */
function oneTarget(id: string | undefined, all: boolean | undefined): string | null {
  if ((id === undefined) === (all !== true)) {
    throw new LabError('SPEC_INVALID', 'Expected the id of a run, an experiment or a sweep, or --all for everything.');
  }
  return id ?? null;
}

function ownLab({ jobs }: { readonly jobs?: number }): { jobs?: number } {
  return jobs === undefined ? {} : { jobs };
}
