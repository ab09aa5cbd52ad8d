import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, runNode } from './child.mjs';

/**
 * Keeps out/ in step with the sources: a digest of every file that goes into the bundle is stored beside it, and the
 * bundle is built only if the digest no longer matches. The new bundle is built elsewhere and moved into place whole,
 * so neither a failed build nor a second process ever leaves or sees half of one.
 */

const sources = [
  'core',
  'main',
  'renderer',
  'build/plugins',
  'electron.config.ts',
  'package.json',
  'package-lock.json',
];
const out = join(root, 'out');
const stampFile = join(out, 'sources.sha256');
const workFolder = join(root, 'node_modules', '.cache', 'batchnorm-lab');
const lockFile = join(workFolder, 'build.lock');
const lockAgeMaxMs = 10 * 60_000;

/**
 * Builds if out/ does not match the sources. Prints nothing on stdout.
 * @param {string} node
 * @param {{ env: NodeJS.ProcessEnv, force?: boolean }} options
 * @throws {Error} if the build fails; its output has been printed by then
 */
export async function ensureBuilt(node, { env, force = false }) {
  if (!force && isFresh()) return;
  if (!existsSync(join(root, 'node_modules', 'electron-vite'))) {
    throw new Error('The dependencies are not installed. Run "npm ci" first.');
  }
  mkdirSync(workFolder, { recursive: true });
  const release = await lock();
  try {
    if (!force && isFresh()) return;
    await build(node, env);
  } finally {
    release();
  }
}

function isFresh() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourcesDigest();
}

/**
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
async function build(node, env) {
  const digest = sourcesDigest();
  const started = performance.now();
  process.stderr.write('Building (only after a change of the sources) …\n');
  const fresh = join(workFolder, `out-${process.pid}`);
  const logFile = join(workFolder, `build-${process.pid}.log`);
  const log = openSync(logFile, 'w');
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  try {
    const code = await runNode(node, [vite, 'build', '-c', 'electron.config.ts', '--outDir', fresh], {
      env: { ...env, NODE_ENV: 'production', FORCE_COLOR: '0' },
      stdio: ['ignore', log, log],
    });
    if (code !== 0) {
      process.stderr.write(readFileSync(logFile, 'utf8'));
      throw new Error(`The build failed (exit code ${code}); its output is above.`);
    }
    writeFileSync(join(fresh, 'sources.sha256'), digest);
    rmSync(out, { recursive: true, force: true });
    renameSync(fresh, out);
  } finally {
    closeSync(log);
    rmSync(fresh, { recursive: true, force: true });
    rmSync(logFile, { force: true });
  }
  process.stderr.write(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);
}

function sourcesDigest() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((path) => filesUnder(join(root, path)))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]} files in a fixed order
 */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** One build at a time: waits for another process's build, unless that process is gone or its lock is very old. */
async function lock() {
  for (;;) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      return () => rmSync(lockFile, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (lockIsDead()) rmSync(lockFile, { force: true });
    else await sleep(200);
  }
}

function lockIsDead() {
  try {
    if (Date.now() - statSync(lockFile).mtimeMs > lockAgeMaxMs) return true;
    process.kill(Number(readFileSync(lockFile, 'utf8')), 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
