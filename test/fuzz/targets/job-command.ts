import { isDeepStrictEqual } from 'node:util';
import { jobCommand } from '#main/jobs/protocol.ts';
import { expectThat, withinMemory } from '../check.ts';
import { cloneValueOf } from '../clone-values.ts';

/** What the lab says to a job process. Defaults are filled in once: a command that was read is read the same again. */
export const fuzz = withinMemory((bytes) => {
  const { success, data } = jobCommand.safeParse(cloneValueOf(bytes));
  if (!success) return;
  expectThat(isDeepStrictEqual(jobCommand.parse(structuredClone(data)), data), 'the same command on the other side');
});
