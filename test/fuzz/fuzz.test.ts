import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AsyncFuzz, Fuzz } from './check.ts';
import { mutationsOf } from './mutations.ts';

/**
 * Every reader of what comes from outside, fed with its corpus and with inputs near it. What is thrown here is a fault
 * of ours: the message has the input. `npm run test:fuzz -- TARGET` searches further.
 */

interface Target {
  readonly fuzz: Fuzz | AsyncFuzz;
  /** How many inputs near the corpus it is fed, where one takes it tens of milliseconds. */
  readonly runs?: number;
}

const targets = import.meta.glob<Target>('./targets/*.ts');
const corpusFolder = fileURLToPath(new URL('corpus', import.meta.url));

const RUNS = 300;
/** Of computing, so that a busy machine makes no reader slow; what never ends meets the test's own limit. */
const CPU_MILLISECONDS_MAX = 10_000;
const CORPUS_FILES_MAX = 48;
const CORPUS_FILE_BYTES_MAX = 4_096;

describe.each(Object.keys(targets).map((path) => [path.replace(/^.*\/|\.ts$/g, ''), targets[path]] as const))(
  '%s',
  (name, load) => {
    const folder = join(corpusFolder, name);
    const files = readdirSync(folder).sort();
    const inputs = files.map((file) => new Uint8Array(readFileSync(join(folder, file))));

    it('has a small corpus', () => {
      expect(files.length).toBeGreaterThan(0);
      expect(files.length).toBeLessThanOrEqual(CORPUS_FILES_MAX);
      expect(Math.max(...inputs.map((input) => input.length))).toBeLessThanOrEqual(CORPUS_FILE_BYTES_MAX);
    });

    it('reads or refuses its corpus', async () => {
      const { fuzz } = await load();
      for (const [index, input] of inputs.entries()) await feed(fuzz, input, `corpus/${name}/${files[index]}`);
    });

    it('reads or refuses what is near it', async () => {
      const { fuzz, runs = RUNS } = await load();
      await fc.assert(
        fc.asyncProperty(mutationsOf(inputs), (input) => feed(fuzz, input, 'a mutation')),
        { numRuns: runs },
      );
    });
  },
);

async function feed(fuzz: Fuzz | AsyncFuzz, input: Uint8Array, what: string): Promise<void> {
  const started = process.cpuUsage();
  try {
    await fuzz(input);
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`${said}\nThe input (${what}), in base64: ${Buffer.from(input).toString('base64')}`, {
      cause: thrown,
    });
  }
  const { user, system } = process.cpuUsage(started);
  const taken = (user + system) / 1_000;
  if (taken > CPU_MILLISECONDS_MAX) {
    throw new Error(
      `Expected at most ${CPU_MILLISECONDS_MAX} ms of computing, received ${taken.toFixed(0)} ms.\n` +
        `The input (${what}), in base64: ${Buffer.from(input).toString('base64')}`,
    );
  }
}
