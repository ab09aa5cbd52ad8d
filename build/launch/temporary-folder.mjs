import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One folder for all temporary files of a command and of whatever it starts: databases, profiles of browsers, caches.
 * It is removed when the command ends, also when a signal ends it. What a killed command left is removed by the next.
 */

// macOS's own folder has so long a path that no socket fits below a folder in it.
const parent = process.platform === 'darwin' ? '/tmp' : tmpdir();
const PREFIX = 'bnlab-run-';
/** What the systems read: POSIX the first, Windows the others. */
const VARIABLES = ['TMPDIR', 'TEMP', 'TMP'];
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {(env: NodeJS.ProcessEnv) => Promise<number>} work receives the environment that names the folder
 * @returns {Promise<number>} what `work` resolves to
 */
export async function inTemporaryFolder(env, work) {
  removeAbandoned();
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
  // Others may pass through, but not look around: some tests work as another user.
  chmodSync(folder, 0o711);
  const remove = () => removeFolder(folder);
  process.on('exit', remove);
  for (const signal of signals) process.on(signal, endUnlessPassedOn);
  try {
    return await work({ ...env, ...Object.fromEntries(VARIABLES.map((name) => [name, folder])) });
  } finally {
    for (const signal of signals) process.off(signal, endUnlessPassedOn);
    process.off('exit', remove);
    remove();
  }
}

/**
 * A child that the signal is passed on to ends first, and the command with it. Without a child, the command ends here.
 * @param {NodeJS.Signals} signal
 */
function endUnlessPassedOn(signal) {
  if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
}

/** Removes the folders of commands that no longer run. */
function removeAbandoned() {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) removeFolder(join(parent, name));
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but as another user.
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH';
  }
}

/**
 * A process that ends late may still write while the folder is being removed.
 * @param {string} folder
 */
function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
