import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { passSignalsTo, root, runNode } from './child.mjs';
import { findElectron } from './electron.mjs';
import { ensureBuilt } from './freshness.mjs';

/**
 * `npm start [-- --db FILE] [--port N] [--browser]`: the lab in its window; if there can be none, or with --browser,
 * the same lab on 127.0.0.1 for the browser.
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env, args }) {
  const options = args.filter((arg) => arg !== '--browser');
  // Paths among the options are relative to the user's working folder; npm has changed to the package's folder.
  const cwd = env['INIT_CWD'] ?? process.cwd();
  const serve = () => runNode(node, [join(root, 'out', 'main', 'host.js'), ...options], { env, cwd });

  await ensureBuilt(node, { env });
  if (options.length < args.length) return serve();

  const obstacle = displayObstacle(env);
  const electron = obstacle === undefined ? await findElectron(node, env) : { missing: obstacle };
  if ('missing' in electron) {
    sayServing(electron.missing);
    return serve();
  }
  const ended = await openWindow(electron.executable, options, { env, cwd });
  if (ended.obstacle === undefined) return ended.code;
  sayServing(ended.obstacle);
  return serve();
}

/** @param {string} reason */
function sayServing(reason) {
  process.stdout.write(`No window: ${reason}. Serving the lab to the browser instead.\n`);
}

/** @param {NodeJS.ProcessEnv} env */
function displayObstacle(env) {
  if (process.platform !== 'linux' || env['DISPLAY'] || env['WAYLAND_DISPLAY']) return undefined;
  return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
}

/** What Electron prints on stderr if the system, not the lab, prevents it from opening a window. */
const systemObstacles = [
  /error while loading shared libraries: ([^:\s]+)/,
  /SUID sandbox helper binary was found, but is not configured correctly/,
  /Missing X server or \$DISPLAY/,
  /No usable sandbox/,
];

/**
 * @param {string} executable
 * @param {readonly string[]} options
 * @param {{ env: NodeJS.ProcessEnv, cwd: string }} where
 * @returns {Promise<{ code: number, obstacle?: string }>}
 */
function openWindow(executable, options, { env, cwd }) {
  /** @type {string[]} */
  const switches = [];
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    process.stderr.write("Running as root: Chromium's sandbox is switched off, because it refuses to run as root.\n");
    switches.push('--no-sandbox');
  }
  return new Promise((resolve, reject) => {
    const child = spawn(executable, [...switches, root, ...options], {
      env,
      cwd,
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    const release = passSignalsTo(child);
    let said = '';
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk);
      said = (said + chunk).slice(-10_000);
    });
    child.on('error', (error) => {
      release();
      reject(error);
    });
    child.on('close', (code) => {
      release();
      const obstacle = systemObstacles.map((pattern) => pattern.exec(said)?.[0]).find((text) => text !== undefined);
      resolve(code === 0 || obstacle === undefined ? { code: code ?? 1 } : { code: code ?? 1, obstacle });
    });
  });
}
