import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { builtProgram } from '#test/built-program.ts';
import { WAIT_MAX_MS } from '#test/waiting.ts';

/** The built programs, as `npm run build` produces them. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
export const desktopEntry = builtProgram('desktop.js');
export const hostEntry = builtProgram('host.js');

/** One of our programs under test, with its output. */
export interface Program {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when the pattern is found in stdout or stderr; rejects if the program ends or takes too long before. */
  saying(pattern: RegExp): Promise<RegExpExecArray>;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

export function startProgram(
  executable: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Program {
  const child = spawn(executable, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    async saying(pattern) {
      const deadline = performance.now() + WAIT_MAX_MS;
      let over = false;
      void ended.then(() => (over = true));
      for (;;) {
        const found = pattern.exec(stdout) ?? pattern.exec(stderr);
        if (found !== null) return found;
        if (over || performance.now() > deadline) {
          throw new Error(
            `Expected ${pattern} from the program, which ${over ? 'has ended' : 'still runs'}. It said:\n${stdout}${stderr}`,
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}
