import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A process that holds more after a run is not worth its memory while it waits. */
const MEMORY_MAX_BYTES = 2 ** 29;

/** Whether this process should execute another run: whether it gave back the memory of the run before. */
export function isReusable(): boolean {
  collectGarbage();
  return process.memoryUsage.rss() <= MEMORY_MAX_BYTES;
}

/** The engine collects when it needs to; a process that waits would never need to. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}
