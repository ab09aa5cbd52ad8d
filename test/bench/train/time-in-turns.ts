import type { Runner } from './runner.ts';

/** ms per step, over the rounds. */
export interface StepTime {
  readonly median: number;
  readonly minimum: number;
}

/** How long one round of one candidate takes, about. */
const ROUND_MS = 60;
/** A step that is longer than that needs no warm-up, and no second one in a round. */
const LONG_STEP_MS = 500;

/**
 * Times all candidates on one net, in turns, round by round: whatever else the machine does in the meantime meets each of
 * them alike. A round is as many steps as take some ten milliseconds, found while warming up.
 */
export async function timeInTurns<Candidate>(
  runners: readonly (readonly [Candidate, Runner])[],
  rounds: number,
): Promise<Map<Candidate, StepTime>> {
  const steps = new Map<Candidate, number>();
  for (const [candidate, runner] of runners) {
    if ((await runner.time(2)) > LONG_STEP_MS) {
      steps.set(candidate, 1);
      continue;
    }
    await runner.time(4);
    steps.set(candidate, Math.max(2, Math.round(ROUND_MS / (await runner.time(4)))));
  }
  const times = new Map<Candidate, number[]>(runners.map(([candidate]) => [candidate, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [candidate, runner] of runners) {
      times.get(candidate)?.push(await runner.time(steps.get(candidate) ?? 2));
    }
  }
  return new Map([...times].map(([candidate, values]) => [candidate, summarize(values)]));
}

function summarize(values: readonly number[]): StepTime {
  const ascending = [...values].sort((a, b) => a - b);
  return { median: ascending[ascending.length >> 1], minimum: ascending[0] };
}
