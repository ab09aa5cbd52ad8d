import { formatPlural } from '#core/format/words.ts';

export interface Spread {
  /** Seeds of the experiment, and how many of them have begun. */
  readonly seeds: number;
  readonly seedsBegun: number;
  /** Whether each seed has a line of its own. */
  readonly perSeed: boolean;
}

/** What the lines of a comparison stand for, and over how many seeds. */
export function spreadNote({ seeds, seedsBegun, perSeed }: Spread): string {
  const over = seedsBegun < seeds ? `${seedsBegun} of ${seeds} seeds so far` : formatPlural(seeds, 'seed');
  if (perSeed) return `Mean over ${over} (bold) and each seed (thin)`;
  return seeds > 1 ? `Mean over ${over}, band ± 1 sd` : 'One seed, so no band';
}
