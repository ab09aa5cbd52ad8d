import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { assert } from '#core/assert.ts';
import { toWireError } from '#core/errors.ts';
import { checkDatabase } from '../check-database.ts';
import type { CheckAnswer } from './check-in-thread.ts';

/** The check of one database as a thread of its own, since SQLite keeps its thread until it has read everything. */

assert(parentPort !== null, 'the check runs as a worker thread');
const { file } = z.object({ file: z.string() }).parse(workerData);

async function answer(): Promise<CheckAnswer> {
  try {
    return { check: await checkDatabase(file) };
  } catch (thrown) {
    return { error: toWireError(thrown) };
  }
}

parentPort.postMessage(await answer());
