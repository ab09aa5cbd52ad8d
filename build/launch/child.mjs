import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Child processes of the launcher: they get its signals, end when it ends, and their exit code becomes its own. */

const followParent = new URL('follow-parent.mjs', import.meta.url).href;
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a Node program to its end.
 * @param {string} node the Node executable
 * @param {readonly string[]} args script and its arguments
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code
 */
export function runNode(node, args, options = {}) {
  return run(node, ['--import', followParent, ...args], options);
}

/**
 * Runs any program to its end, passing signals on to it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it, as a shell has it
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const release = passSignalsTo(child);
    child.on('error', (error) => {
      release();
      reject(error);
    });
    child.on('close', (code, signal) => {
      release();
      resolve(code ?? 128 + (signal === null ? 1 : constants.signals[signal]));
    });
  });
}

/**
 * A terminal's Ctrl-C reaches the whole process group, the child included; passing SIGINT on as well would make one
 * key press look like two. Without a terminal the signal came from another process, for this one alone.
 * @param {import('node:child_process').ChildProcess} child
 */
export function passSignalsTo(child) {
  const terminal = process.stdin.isTTY || process.stdout.isTTY;
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    if (signal === 'SIGINT' && terminal) return;
    child.kill(signal);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}
