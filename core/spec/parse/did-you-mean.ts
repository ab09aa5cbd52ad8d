/**
 * The candidate that a mistyped word most likely meant, or undefined if none is close: about one typing error per three
 * letters, ignoring case.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 60) return undefined;
  const slipsMax = Math.floor((word.length + 1) / 3);
  const from = word.toLowerCase();
  let best: string | undefined;
  let bestSlips = slipsMax + 1;
  for (const candidate of candidates) {
    const to = candidate.toLowerCase();
    // Each extra or missing letter is an error, so the length alone rules out most candidates.
    if (Math.abs(to.length - from.length) >= bestSlips) continue;
    const slips = editDistance(from, to);
    if (slips < bestSlips) {
      best = candidate;
      bestSlips = slips;
    }
  }
  return best;
}

/**
 * The insertions, deletions, replacements and swaps of neighbouring letters that turn one word into the other (optimal
 * string alignment).
 */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = rows[i - 1][j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      let least = Math.min(replaced, rows[i - 1][j] + 1, row[j - 1] + 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) least = Math.min(least, rows[i - 2][j - 2] + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[from.length][to.length];
}
