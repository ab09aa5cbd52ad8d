import { assert } from '#core/assert.ts';
import { toWireError } from '#core/errors.ts';
import { checkDatabase } from '../check-database.ts';
import type { CheckAnswer, CheckMessage } from './check-beside.ts';

/**
 * The check of the database named by the last argument, as a process of its own. SQLite keeps a thread until it has read
 * everything, so that only a process can be ended in between; and a second descriptor of the file in the process of its
 * owner would give up the owner's locks when it is closed (https://www.sqlite.org/howtocorrupt.html, 2.2).
 */

const file = process.argv.at(-1);
assert(file !== undefined, 'the check is told which database');

// Ctrl-C reaches the whole process group; when this ends is the lab's to say.
process.on('SIGINT', () => undefined);

async function answer(database: string): Promise<CheckAnswer> {
  try {
    return { check: await checkDatabase(database, (share) => tell({ share })) };
  } catch (thrown) {
    return { error: toWireError(thrown) };
  }
}

/** What Electron gives its utility processes in the place of Node's channel. */
const port = Reflect.get(process, 'parentPort') as { postMessage(message: unknown): void } | undefined;

function tell(message: CheckMessage, onSent?: () => void): void {
  if (port === undefined) process.send?.(message, undefined, {}, onSent);
  else port.postMessage(message);
}

tell(await answer(file), () => process.exit(0));
