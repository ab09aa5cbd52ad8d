import { TEST_ACCURACY, TRAIN_LOSS } from '#core/series/series-name.ts';
import { formatExperiment } from '#core/spec/parse/parse.ts';
import { readExperimentDetail } from '#main/lab/reading/experiment-detail.ts';
import { experimentFigures, experimentText } from '../experiment-text.ts';
import { findExperimentId, withStore } from '../open-to-read.ts';
import type { CommandContext } from './context.ts';

export async function showCommand(prefix: string, { output, databaseFile }: CommandContext): Promise<number> {
  const { detail, series } = await withStore(databaseFile, async (store) => {
    const found = await readExperimentDetail(store, await findExperimentId(store, prefix));
    const names = [TEST_ACCURACY, TRAIN_LOSS];
    return {
      detail: found,
      series: await store.series.read(
        found.runs.map((run) => run.id),
        names,
      ),
    };
  });
  const { dim } = output.colors.out;
  output.print(experimentText(detail, series, output.colors.out));
  if (detail.environment !== null) {
    const { deviceDescription, cpu, cores, platform, runtime } = detail.environment;
    output.print(`\n${dim('Ran on')} ${deviceDescription}, ${cpu} (${cores} cores), ${platform}, ${runtime}`);
  }
  output.print(`\n${dim('Spec')}\n${formatExperiment(detail.spec).trimEnd()}`);
  output.object({ ...detail, figures: experimentFigures(detail, series) });
  return 0;
}
