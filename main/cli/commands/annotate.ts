import type { Annotation } from '#core/contract/annotation.ts';
import { LabError } from '#core/errors.ts';
import { EXIT } from '../exit-code.ts';
import { findAnnotated } from '../find-record.ts';
import { withLab } from '../with-lab.ts';
import type { CommandContext } from './context.ts';

export interface AnnotateOptions {
  /** For a run; an empty name removes it. */
  readonly name?: string;
  readonly note?: string;
  readonly tag?: readonly string[];
  readonly untag?: readonly string[];
  readonly pin?: boolean;
}

/** Attaches a name, a note, tags or a pin to an experiment or a run. */
export async function annotateCommand(
  prefix: string,
  { name, note, tag = [], untag = [], pin }: AnnotateOptions,
  context: CommandContext,
): Promise<number> {
  if (name === undefined && note === undefined && tag.length + untag.length === 0 && pin === undefined) {
    throw new LabError('CONFLICT', 'Nothing to change: expected --name, --note, --tag, --untag, --pin or --no-pin.');
  }
  return withLab(context, async ({ client }) => {
    const { kind, id } = await findAnnotated(client, prefix);
    const change = (old: Annotation) => ({
      ...(note === undefined ? {} : { note }),
      ...(tag.length + untag.length === 0 ? {} : { tags: [...old.tags, ...tag].filter((one) => !untag.includes(one)) }),
      ...(pin === undefined ? {} : { pinned: pin }),
    });
    const { output } = context;
    if (kind === 'run') {
      const run = await client.runs.annotate({
        runId: id,
        change: {
          ...change(await client.runs.get({ runId: id })),
          ...(name === undefined ? {} : { name: name || null }),
        },
      });
      output.print(annotationText(run.name ?? `${run.arm}, seed ${run.seed}`, run));
      output.object({ run });
      return EXIT.ok;
    }
    if (name !== undefined) {
      throw new LabError(
        'CONFLICT',
        `--name: expected a run, received an experiment. An experiment's title is in its spec.`,
      );
    }
    const { experiment: old } = await client.experiments.get({ experimentId: id });
    const experiment = await client.experiments.annotate({ experimentId: id, change: change(old) });
    output.print(annotationText(experiment.title, experiment));
    output.object({ experiment });
    return EXIT.ok;
  });
}

function annotationText(title: string, { note, tags, pinned }: Annotation): string {
  return [
    `${title}${pinned ? ' (pinned)' : ''}`,
    ...(tags.length > 0 ? [`Tags: ${tags.join(', ')}`] : []),
    ...(note === '' ? [] : [note]),
  ].join('\n');
}
