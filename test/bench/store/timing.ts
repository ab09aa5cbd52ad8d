/** A figure measured several times. */
export interface Figure {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

export function figureOf(values: readonly number[]): Figure {
  const ascending = [...values].sort((a, b) => a - b);
  const upper = ascending.length >> 1;
  const median = ascending.length % 2 === 1 ? ascending[upper] : (ascending[upper - 1] + ascending[upper]) / 2;
  return { median, minimum: ascending[0], maximum: ascending[ascending.length - 1] };
}

/** How long `work` takes, in ms. */
export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Times all candidates in turn, round after round, so that whatever else the machine does meets each of them alike. One
 * round before them warms compilers and caches up, and is not counted.
 */
export async function inTurns<Name extends string>(
  candidates: Readonly<Record<Name, () => Promise<unknown> | unknown>>,
  rounds: number,
): Promise<Record<Name, Figure>> {
  const names = Object.keys(candidates) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const durationMs = await timed(candidates[name]);
      if (round >= 0) times.get(name)?.push(durationMs);
    }
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, figureOf(values)])) as Record<Name, Figure>;
}
