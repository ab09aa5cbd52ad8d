import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from './child.mjs';

/**
 * Electron's binary: the one that the environment names, the one in the electron package, or the one that can be
 * downloaded now.
 */

const packageFolder = join(root, 'node_modules', 'electron');

/**
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ executable: string } | { missing: string }>} where it is, or why there is none
 */
export async function findElectron(node, env) {
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) {
    const executable = join(override, pathInside());
    return existsSync(executable) ? { executable } : { missing: `there is no Electron in ${override}` };
  }
  if (!existsSync(join(packageFolder, 'package.json'))) return { missing: 'the electron package is not installed' };
  const executable = join(packageFolder, 'dist', pathInside());
  if (existsSync(executable)) return { executable };
  await runNode(node, [join(root, 'build', 'launch', 'download-electron.mjs')], { env, stdio: ['ignore', 2, 2] });
  return existsSync(executable) ? { executable } : { missing: "Electron's binary could not be downloaded" };
}

function pathInside() {
  const pathFile = join(packageFolder, 'path.txt');
  if (existsSync(pathFile)) return readFileSync(pathFile, 'utf8');
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
