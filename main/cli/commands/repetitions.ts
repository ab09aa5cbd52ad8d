import { formatLocalTime } from '#core/format/moment.ts';
import { repetitionText } from '#core/report/repetition-text.ts';
import { compareRepetition } from '#main/lab/reading/repetitions.ts';
import { findExperimentId, withStore } from '../open-to-read.ts';
import { shortIdLength } from '../short-ids.ts';
import type { CommandContext } from './context.ts';

/** How far the results of experiments with the same spec are the same as this one's. */
export async function repetitionsCommand(prefix: string, { output, databaseFile }: CommandContext): Promise<number> {
  return withStore(databaseFile, async (store) => {
    const experimentId = await findExperimentId(store, prefix);
    const others = await store.experiments.repetitions(experimentId);
    const { bold, dim } = output.colors.out;
    const length = shortIdLength([experimentId, ...others.map(({ id }) => id)]);
    const repetitions = [];
    if (others.length === 0)
      output.print('No other experiment has the same spec. "bnlab run" with the same spec adds one.');
    for (const { id, title, createdAt } of others) {
      const runs = await compareRepetition(store, experimentId, id);
      const { tone, summary, causes, details } = repetitionText(runs);
      repetitions.push({ experimentId: id, title, createdAt, outcome: tone, summary, runs });
      output.print(`${dim(id.slice(0, length))}  ${title}, ${formatLocalTime(createdAt)}`);
      output.print(`  ${bold(summary)}`);
      for (const detail of [...causes, ...details]) output.print(`  ${detail}`);
    }
    output.object({ experimentId, repetitions });
    return 0;
  });
}
