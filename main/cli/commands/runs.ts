import { TEST_ACCURACY, TEST_LOSS } from '#core/series/series-name.ts';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { RUNS_PAGE_MAX, type RunOrder } from '#core/contract/run-search.ts';
import { FilterError, LabError } from '#core/errors.ts';
import { formatDuration } from '#core/format/duration.ts';
import { formatCount } from '#core/format/number.ts';
import { formatPlural } from '#core/format/words.ts';
import { findRuns } from '#main/lab/reading/find-runs.ts';
import { EXIT } from '../exit-code.ts';
import { faultText } from '../filter-fault-text.ts';
import { withStore } from '../open-to-read.ts';
import type { Colors } from '../colors.ts';
import type { Output } from '../output.ts';
import { measureOrAbsent, outcomeText, percentOrAbsent } from '../run-text.ts';
import { runIdLength } from '../short-ids.ts';
import { shortened, textTable } from '../text-table.ts';
import type { CommandContext } from './context.ts';

const TITLE_WIDTH_MAX = 32;
const OUTCOME_WIDTH_MAX = 40;

export interface RunsOptions {
  readonly filter?: string;
  readonly order?: RunOrder;
  /** Default: all. */
  readonly limit?: number;
}

/** Lists the runs that match a filter, across all experiments. */
export async function runsCommand(options: RunsOptions, { output, databaseFile }: CommandContext): Promise<number> {
  const filter = options.filter ?? '';
  requireReadable(filter);
  let found: Found;
  try {
    found = await find(databaseFile, { ...options, filter });
  } catch (thrown) {
    if (!(thrown instanceof FilterError)) throw thrown;
    output.object({ error: thrown.toWire() });
    output.note(faultText(filter, thrown.details, output.colors.err));
    return EXIT.usage;
  }
  const { runs, total, experiments } = found;
  output.object({ runs, total });
  if (total === 0) {
    output.print(filter.trim() === '' ? 'No runs yet. Try: bnlab run spirals' : 'No run matches the filter.');
    return EXIT.ok;
  }
  output.print(runsTable(runs, experiments, output.colors.out));
  output.print(`\n${countText(runs.length, total, output)}`);
  return EXIT.ok;
}

interface Found {
  readonly runs: readonly RunRecord[];
  readonly total: number;
  readonly experiments: readonly ExperimentRecord[];
}

function find(
  databaseFile: string,
  { filter, order, limit = Infinity }: RunsOptions & { filter: string },
): Promise<Found> {
  return withStore(databaseFile, async (store) => {
    const experiments = await store.experiments.list();
    const runs: RunRecord[] = [];
    for (;;) {
      const rest = Math.min(RUNS_PAGE_MAX, limit - runs.length);
      const page = await findRuns(store, { filter, order, limit: rest, offset: runs.length });
      runs.push(...page.runs);
      if (runs.length >= Math.min(limit, page.total) || page.runs.length === 0) {
        return { runs, total: page.total, experiments };
      }
    }
  });
}

function runsTable(runs: readonly RunRecord[], experiments: readonly ExperimentRecord[], colors: Colors): string {
  const titles = new Map(experiments.map(({ id, title }) => [id, title]));
  const length = runIdLength(runs);
  return textTable(
    [
      ...[{ label: 'Run' }, { label: 'Experiment' }, { label: 'Arm' }, { label: 'Seed', align: 'end' as const }],
      ...[{ label: 'Status' }, { label: 'Steps', align: 'end' as const }],
      ...[
        { label: 'Test acc.', align: 'end' as const },
        { label: 'Best', align: 'end' as const },
      ],
      ...[
        { label: 'Test loss', align: 'end' as const },
        { label: 'Time', align: 'end' as const },
      ],
    ],
    runs.map((run) => [
      colors.dim(run.id.slice(0, length)),
      shortened(titles.get(run.experimentId) ?? '', TITLE_WIDTH_MAX),
      run.name ?? run.arm,
      String(run.seed),
      // `bnlab show` prints the full text of a failure, which may have several lines.
      outcomeText({ ...run, failure: oneLine(run.failure), stopReason: oneLine(run.stopReason) }, colors),
      formatCount(run.steps),
      percentOrAbsent(run.summary[TEST_ACCURACY]?.last),
      percentOrAbsent(run.summary[TEST_ACCURACY]?.best),
      measureOrAbsent(run.summary[TEST_LOSS]?.last),
      formatDuration(run.durationMs),
    ]),
  );
}

function oneLine(text: string | null): string | null {
  return text === null ? null : shortened(text.split('\n')[0], OUTCOME_WIDTH_MAX);
}

function countText(shown: number, total: number, { colors }: Output): string {
  const all = formatPlural(total, 'run');
  return colors.out.dim(shown === total ? all : `${formatCount(shown)} of ${all}; --limit shows more`);
}

/** What Node cannot read of an argument becomes U+FFFD, and would be searched for as such. */
function requireReadable(filter: string): void {
  if (!filter.includes('\uFFFD')) return;
  throw new LabError(
    'DATA_INVALID',
    '--filter: expected text in UTF-8, received bytes that are not UTF-8 (“�”). Set the terminal and the script that calls bnlab to UTF-8.',
  );
}
