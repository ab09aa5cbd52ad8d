import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, type TestContext } from 'vitest';
import { requireDisplay, requireStrace } from '#test/requirements.ts';
import { electronArguments } from './doors.ts';
import { startProgram } from './program.ts';

/**
 * Starts the app with a fresh profile, leaves it alone, and quits.
 * @returns every system call that sends something to an address beyond this machine, or connects to one
 */
export async function networkCallsOf(
  context: TestContext,
  { executable, entry, folder, seconds }: { executable: string; entry: string[]; folder: string; seconds: number },
): Promise<string[]> {
  requireStrace(context);
  const trace = join(folder, 'network.strace');
  const database = join(folder, 'traced.db');
  // -D: the process started is the app itself, and the tracer its grandchild.
  const strace = ['-D', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-o', trace];
  const app = [executable, ...electronArguments(join(folder, 'traced')), ...entry, '--db', database];
  const program = startProgram('strace', [...strace, ...app], await requireDisplay(context));
  // The lab is open once it has its database's log; the window follows.
  await expect.poll(() => existsSync(`${database}-wal`)).toBe(true);
  await delay(seconds * 1_000);
  program.process.kill('SIGTERM');
  await program.ended;
  const calls = readFileSync(trace, 'latin1').split('\n');
  expect(calls.length).toBeGreaterThan(10);
  return calls.filter((call) => /sa_family=AF_INET6?/.test(call) && !/"127\.|"::1"/.test(call));
}
