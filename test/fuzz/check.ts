import { LabError } from '#core/errors.ts';

/**
 * What every target demands of what it feeds: bytes from strangers are read, or refused with one of the house's errors
 * whose message can be shown as it is, within bounded memory. (Time is bounded by who calls: the tests, the fuzzer.)
 */

/** Typed arrays made for one input: far above what an honest reader of some kilobytes needs. */
const ALLOCATED_BYTES_MAX = 64 * 1024 * 1024;

/** Long enough for every fault of a spec at once. */
const MESSAGE_LENGTH_MAX = 1_000_000;

/** One input, whole. What it throws is a fault of ours. Jazzer.js takes exactly this by the name `fuzz`. */
export type Fuzz = (bytes: Uint8Array) => void;
export type AsyncFuzz = (bytes: Uint8Array) => Promise<void>;

/** @throws Error if the input made the reader allocate without bounds */
export function withinMemory(read: Fuzz): Fuzz {
  return (bytes) => {
    const before = process.memoryUsage().arrayBuffers;
    read(bytes);
    const allocated = process.memoryUsage().arrayBuffers - before;
    expectThat(allocated <= ALLOCATED_BYTES_MAX, `at most ${ALLOCATED_BYTES_MAX} bytes allocated, not ${allocated}`);
  };
}

/**
 * What was read, or undefined where the input was refused in the way that people may see.
 * @throws whatever else was thrown
 */
export function readOrRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof LabError) || thrown.code === 'INTERNAL') throw thrown;
    expectLegible(thrown.message);
    return undefined;
  }
}

/** A message says something, and text from the input cannot break it up: only the parts of a list are lines. */
export function expectLegible(message: string): void {
  expectThat(message.length > 0 && message.length <= MESSAGE_LENGTH_MAX, `a message, not ${message.length} characters`);
  const broken = /[^\P{Cc}\n]|[\p{Zl}\p{Zp}]/u.exec(message);
  expectThat(broken === null, `a message without control characters, not ${JSON.stringify(message)}`);
}

/** As vitest's expect, for what runs in the fuzzer too. */
export function expectThat(condition: boolean, expectation: string): asserts condition {
  if (!condition) throw new Error(`Expected ${expectation}.`);
}
