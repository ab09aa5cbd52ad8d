import { isDeepStrictEqual } from 'node:util';
import { jobMessage } from '#main/jobs/job-message.ts';
import { malformedMessage } from '#main/jobs/malformed-message.ts';
import type { JobMessage } from '#main/jobs/protocol.ts';
import { expectLegible, expectThat, withinMemory } from '../check.ts';
import { cloneValueOf } from '../clone-values.ts';

/**
 * What a job process says to the lab: a message of the protocol is taken, and then holds what it promises; of any other
 * the lab can say what is wrong with it.
 */
export const fuzz = withinMemory((bytes) => {
  const message = cloneValueOf(bytes);
  const { success, data } = jobMessage.safeParse(message);
  if (!success) return expectLegible(malformedMessage(message).message);
  expectThat(isDeepStrictEqual(jobMessage.parse(structuredClone(data)), data), 'the same message on the other side');
  expectWhole(data);
});

function expectWhole(message: JobMessage): void {
  if (message.kind !== 'events') return;
  for (const event of message.events) {
    if (event.kind === 'points') expectThat(event.values.length % event.width === 0, 'whole points');
    if (event.kind !== 'finished') continue;
    for (const { path, shape, values } of event.tensors) {
      const count = shape.reduce((product, extent) => product * extent, 1);
      expectThat(values.length === count, `${count} values of ${path} as its shape says, not ${values.length}`);
    }
  }
}
