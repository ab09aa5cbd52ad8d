import type { AttemptRecord } from '#core/contract/attempt-record.ts';
import type { RunRepetition } from '#core/contract/repetition-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { LabError } from '#core/errors.ts';
import { compareSeries } from '#core/series/compare-series.ts';
import { isResource, parseSeriesName, TRAIN_LOSS } from '#core/series/series-name.ts';
import type { StoredSeries } from '#main/store/series/stored-series.ts';
import type { Store } from '#main/store/store.ts';

/**
 * How far the results of two experiments with the same spec are the same, run by run. Reads whole series, of one pair of
 * runs at a time.
 * @throws NotFoundError; LabError (CONFLICT) if their specs differ
 */
export async function compareRepetition(store: Store, experimentId: string, otherId: string): Promise<RunRepetition[]> {
  const [own, other] = await Promise.all([store.experiments.get(experimentId), store.experiments.get(otherId)]);
  if (own.specHash !== other.specHash) {
    throw new LabError(
      'CONFLICT',
      `"${own.experiment.title}" and "${other.experiment.title}" have different specs: expected two experiments with the ` +
        'same spec, such as "Run again" makes.',
    );
  }
  const pairs: RunRepetition[] = [];
  for (const run of own.runs) {
    const twin = other.runs.find(({ arm, seed }) => arm === run.arm && seed === run.seed);
    if (twin !== undefined) pairs.push(await compareRuns(store, run, twin));
  }
  return pairs;
}

async function compareRuns(store: Store, run: RunRecord, twin: RunRecord): Promise<RunRepetition> {
  const series = await store.series.read([run.id, twin.id]);
  const names = [...new Set(series.map(({ name }) => name))].filter((name) => !isResource(name)).sort(lossFirst);
  let [values, lastStep, isCut] = [0, -1, false];
  let difference: RunRepetition['difference'] = null;
  for (const name of names) {
    const agreement = compareSeries(chunksOf(series, run.id, name), chunksOf(series, twin.id, name));
    values += agreement.values;
    lastStep = Math.max(lastStep, agreement.lastStep);
    isCut ||= agreement.isCut;
    const found = agreement.difference;
    if (found !== null && (difference === null || found.step < difference.step)) {
      const channel = parseSeriesName(name).kind === 'scalar' ? null : found.channel;
      difference = { series: name, step: found.step, channel, values: [...found.values] };
    }
  }
  return {
    arm: run.arm,
    seed: run.seed,
    statuses: [run.status, twin.status],
    difference,
    isCut,
    lastStep: difference === null ? lastStep : Math.min(lastStep, difference.step - 1),
    values,
    otherwise: await otherDifferences(store, run, twin),
  };
}

function chunksOf(series: readonly StoredSeries[], runId: string, name: string): StoredSeries['chunks'] {
  return series.find((one) => one.runId === runId && one.name === name)?.chunks ?? [];
}

/** Of two series that part at one step, the loss says most: it comes before the update that it leads to. */
function lossFirst(a: string, b: string): number {
  return Number(b === TRAIN_LOSS) - Number(a === TRAIN_LOSS) || (a < b ? -1 : 1);
}

/** What may explain a difference: where they started, what they ran on, what they learned from, what was interrupted. */
async function otherDifferences(store: Store, run: RunRecord, twin: RunRecord): Promise<string[]> {
  const [own, other] = await Promise.all([store.attempts.list(run.id), store.attempts.list(twin.id)]);
  const facts = (one: RunRecord, attempts: readonly AttemptRecord[]): Record<string, string> => {
    const environment = attempts.findLast((attempt) => attempt.environment !== null)?.environment;
    const data = attempts.findLast((attempt) => attempt.data !== null)?.data ?? null;
    return {
      start: one.parentRunId === null ? 'new parameters' : `step ${one.parentStep} of another run`,
      device: environment?.deviceDescription ?? one.device,
      precision: environment?.precision ?? '',
      processor: environment?.cpu ?? '',
      version: environment?.appVersion ?? '',
      data: data === null ? '' : `${data.name}, SHA-256 ${data.sha256.slice(0, 12)}…`,
      attempts: String(attempts.length),
    };
  };
  const [left, right] = [facts(run, own), facts(twin, other)];
  return Object.keys(left)
    .filter((fact) => left[fact] !== right[fact] && left[fact] !== '' && right[fact] !== '')
    .map((fact) => `${fact}: ${left[fact]} against ${right[fact]}`);
}
