import { LabError } from '#core/errors.ts';
import { ASSIGNMENT_EXAMPLE, parseAssignment } from '#core/spec/assignment.ts';
import { cancellingText } from '../cancelling-text.ts';
import { EXIT, exitCodeOfRuns } from '../exit-code.ts';
import { findRunId } from '../find-scope.ts';
import { followRuns } from '../follow-runs.ts';
import { withLab } from '../with-lab.ts';
import type { CommandContext } from './context.ts';

export interface BranchOptions {
  /** The checkpoint's step; default: the newest state. */
  readonly step?: number;
  readonly set: Readonly<Record<string, unknown>>;
  readonly title?: string;
  readonly jobs?: number;
}

/** Starts a run from another run's saved state, with a changed spec, and follows it to its end. */
export async function branchCommand(prefix: string, options: BranchOptions, context: CommandContext): Promise<number> {
  const { output } = context;
  return withLab(
    context,
    async ({ client, isElsewhere }) => {
      const experiment = await client.runs.branch({
        runId: await findRunId(client, prefix),
        step: options.step ?? null,
        patch: options.set as never,
        ...(options.title === undefined ? {} : { title: options.title }),
      });
      output.print(`${experiment.title}  ${output.colors.out.dim(experiment.id)}`);
      const { runs } = await client.experiments.get({ experimentId: experiment.id });
      if (isElsewhere) {
        output.object({ experiment, runs });
        return EXIT.ok;
      }
      const scope = { kind: 'experiment', experimentId: experiment.id } as const;
      const followed = await followRuns(client, runs, output, {
        stop: () => client.queue.cancel(scope),
        stopping: cancellingText(experiment.id),
      });
      output.object({ experiment, runs: followed.runs });
      if (followed.signal !== null) return followed.signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
      return exitCodeOfRuns(followed.runs.map(({ status }) => status));
    },
    options.jobs === undefined ? {} : { jobs: options.jobs },
  );
}

/**
 * Collects `optimizer.learningRate=0.01`; the value is read as JSON if it parses, and as text otherwise.
 * @throws LabError (SPEC_INVALID) if the path, the equals sign or the value is missing
 */
export function collectAssignment(
  text: string,
  previous: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const assignment = parseAssignment(text);
  if (assignment === null) {
    throw new LabError(
      'SPEC_INVALID',
      `--set: expected a path and a value such as ${ASSIGNMENT_EXAMPLE}, received "${text}".`,
    );
  }
  return { ...previous, [assignment.path]: assignment.value };
}
