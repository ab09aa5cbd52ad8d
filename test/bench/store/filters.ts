import { connectedLab } from './connected-lab.ts';
import { inTurns, type Figure } from './timing.ts';

export type FilterTimes = Readonly<Record<'numbers' | 'text' | 'ordered' | 'fields' | 'values', Figure>>;

/** About half of all runs, by numbers of their results and specs. Every run reports this series, however short it is. */
const NUMBERS = 'arm = "with BN" and train/accuracy.last > 0.001 and optimizer.learningRate >= 0.002';

const VALUE_OF = 'optimizer.learningRate = ';

/**
 * From the request to the first 100 runs and how many there are, through the contract and its message port: half of all
 * runs by numbers, a few by a word of a title, and those of the first in order. Then what is offered while a filter is
 * typed: fields, and one field's values.
 * @throws Error if a filter finds nothing
 */
export async function measureFilters(file: string, rounds: number): Promise<FilterTimes> {
  const { client, close } = await connectedLab(file);
  try {
    const find = async (query: Parameters<typeof client.runs.find>[0]) => {
      const { total } = await client.runs.find(query);
      if (total === 0) throw new Error(`no run passes ${JSON.stringify(query)}`);
    };
    // Titles end in the experiment's number; the middle one is there at every size.
    const middle = Math.floor((await client.experiments.list()).length / 2);
    return await inTurns(
      {
        numbers: () => find({ filter: NUMBERS }),
        text: () => find({ filter: `experiment ~ ", ${middle}"` }),
        fields: () => client.runs.completeFilter({ text: '', cursor: 0 }),
        values: () => client.runs.completeFilter({ text: VALUE_OF, cursor: VALUE_OF.length }),
        ordered: () => find({ filter: NUMBERS, order: { field: 'train/loss.last', descending: false } }),
      },
      rounds,
    );
  } finally {
    await close();
  }
}
