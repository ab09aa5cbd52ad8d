import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Child processes of the launcher: they receive its signals, end when it ends, and their exit code becomes its own. */

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
 * @returns {Promise<number>} its exit code; 128 + n if signal n ended it, as in a shell
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
 * A terminal's Ctrl-C reaches the whole process group, including the child; passing SIGINT on as well would turn one
 * key press into two. Without a terminal, the signal came from another process and only to this one.
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
