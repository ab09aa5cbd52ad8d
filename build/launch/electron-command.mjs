import { findElectron } from './electron.mjs';

/**
 * `npm run electron`: makes sure Electron's binary is available, so that tests need not wait for a download.
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env }) {
  const electron = await findElectron(node, env);
  if ('missing' in electron) throw new Error(`No Electron: ${electron.missing}.`);
  process.stdout.write(`${electron.executable}\n`);
  return 0;
}
