import type { Lab } from '#main/lab/lab.ts';
import type { StoredSeries } from '#main/store/series/stored-series.ts';

/** The results of a run, without the resources it used, which depend on the machine. */
export async function resultsOf(lab: Lab, runId: string): Promise<StoredSeries[]> {
  return (await lab.runs.series({ runIds: [runId] })).filter(({ name }) => !name.startsWith('resources/'));
}

/** The values of each series, however they are cut into chunks, as bits. */
function bits(series: readonly StoredSeries[]): Record<string, string> {
  const all: Record<string, string> = {};
  for (const { name, chunks } of series) {
    const values = chunks.flatMap((chunk) => [...new Uint32Array(chunk.values.slice().buffer)]);
    const steps = chunks.flatMap((chunk) =>
      Array.from({ length: chunk.values.length / chunk.width }, (_, index) => chunk.firstStep + index * chunk.stride),
    );
    all[name] = JSON.stringify([steps, values]);
  }
  return all;
}

/** By arm and seed, so that runs of equal experiments can be compared. */
export async function seriesBits(lab: Lab, experimentId: string): Promise<Record<string, Record<string, string>>> {
  const { runs } = await lab.experiments.get({ experimentId });
  const found: Record<string, Record<string, string>> = {};
  for (const run of runs) found[`${run.arm}, ${run.seed}`] = bits(await resultsOf(lab, run.id));
  return found;
}
