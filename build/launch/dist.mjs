import { chmodSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root, runNode } from './child.mjs';
import { buildArchive, buildDebianPackage } from './linux-packages.mjs';
import { findElectron } from './electron.mjs';
import { ensureBuilt } from './freshness.mjs';

/**
 * `npm run dist [-- --dir]`: installable packages of the app in dist/, for the system this runs on; with --dir only the
 * unpacked app. Electron is taken from where `npm start` finds it, so that nothing is downloaded twice, or at all on a
 * machine without a network.
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env, args }) {
  await ensureBuilt(node, { env });
  const electron = await findElectron(node, env);
  if ('missing' in electron) {
    throw new Error(`Cannot pack: ${electron.missing}. Set ELECTRON_OVERRIDE_DIST_PATH to a folder with Electron.`);
  }
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const electronDist = distFolder(electron.executable);
  const code = await runNode(
    node,
    [
      builder,
      '--config',
      'build/electron-builder.yml',
      '--publish',
      'never',
      `-c.electronDist=${electronDist}`,
      ...args,
    ],
    { env: { ...env, ELECTRON_BUILDER_7ZIP_PATH: archiver(), CSC_IDENTITY_AUTO_DISCOVERY: 'false' } },
  );
  if (code !== 0 || args.includes('--dir') || process.platform !== 'linux') return code;
  return (await buildArchive(env)) || buildDebianPackage(env);
}

/**
 * The folder Electron lies in; on macOS the executable is three levels inside an app bundle.
 * @param {string} executable
 */
function distFolder(executable) {
  return process.platform === 'darwin' ? join(dirname(executable), '..', '..', '..') : dirname(executable);
}

/** 7-Zip comes from npm; without install scripts its files are not executable yet. */
function archiver() {
  const { path7za } = createRequire(import.meta.url)('7zip-bin');
  if (process.platform !== 'win32' && existsSync(path7za)) chmodSync(path7za, 0o755);
  return path7za;
}
