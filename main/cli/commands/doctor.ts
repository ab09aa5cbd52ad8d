import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { listDevices, type PlatformDevices } from '#core/device/registry.ts';
import { toWireError } from '#core/errors.ts';
import { IMPORTABLE_KINDS } from '#main/datasets/importable.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import { publishedDataset } from '#main/datasets/published-datasets.ts';
import { describeMachine } from '#main/lab/machine.ts';
import { checkDatabase } from '#main/store/check-database.ts';
import { openStore } from '#main/store/open-store.ts';
import { sqliteVersion } from '#main/store/connection/sqlite-version.ts';
import { EXIT } from '../exit-code.ts';
import { textTable } from '../text-table.ts';
import type { CommandContext } from './context.ts';

/** `warn`: something that not everyone needs is missing. `fail`: runs will not work. */
interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
}

/** Checks everything the lab depends on. Changes nothing. */
export async function doctorCommand({ output, databaseFile, appVersion, devices }: CommandContext): Promise<number> {
  const machine = describeMachine();
  const checks: Check[] = [
    { name: 'BatchNorm Lab', status: 'ok', detail: appVersion },
    { name: 'Machine', status: 'ok', detail: `${machine.cpu}, ${machine.cores} cores, ${machine.platform}` },
    nodeCheck(),
    electronCheck(),
    displayCheck(),
    browserCheck(),
    attempt('SQLite', () => sqliteVersion()),
    ...(await deviceChecks(devices)),
    await mnistCheck(),
    ...(await importableChecks()),
    await databaseCheck(databaseFile),
  ];
  const { green, yellow, red } = output.colors.out;
  const mark = { ok: green('ok'), warn: yellow('warn'), fail: red('fail') };
  output.print(
    textTable(
      [{ label: '' }, { label: 'Check' }, { label: '' }],
      checks.map(({ name, status, detail }) => [mark[status], name, detail]),
    ).replace(/^.*\n/, ''),
  );
  const failed = checks.filter(({ status }) => status === 'fail').length;
  output.object({ ok: failed === 0, checks });
  return failed === 0 ? EXIT.ok : EXIT.failed;
}

/** better-sqlite3's binary needs Node-API 10, which arrived in 22.14. */
const NODE_MIN = [22, 14] as const;

function nodeCheck(): Check {
  const { node } = process.versions;
  const [major, minor] = node.split('.').map(Number);
  const enough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  return enough
    ? { name: 'Node', status: 'ok', detail: `${node} (${process.execPath})` }
    : {
        name: 'Node',
        status: 'fail',
        detail: `expected ${NODE_MIN.join('.')} or newer, received ${node}. Start it with npm run bnlab, which uses a bundled Node.`,
      };
}

function electronCheck(): Check {
  const name = 'Electron';
  const { electron } = process.versions;
  if (electron !== undefined) return { name, status: 'ok', detail: electron };
  const remedy = 'npm start then serves the lab to a browser instead';
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override !== undefined && override !== '') {
    const version = join(override, 'version');
    if (existsSync(version))
      return { name, status: 'ok', detail: `${readFileSync(version, 'utf8').trim()} (${override})` };
    return { name, status: 'warn', detail: `not found in ${override}; ${remedy}` };
  }
  try {
    const manifest = createRequire(import.meta.url).resolve('electron/package.json');
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    if (existsSync(join(dirname(manifest), 'path.txt'))) return { name, status: 'ok', detail: version };
    return { name, status: 'warn', detail: `${version}, but its binary is not downloaded yet; npm start will try` };
  } catch {
    return { name, status: 'warn', detail: `not installed; ${remedy}` };
  }
}

function displayCheck(): Check {
  const name = 'Display';
  if (process.platform !== 'linux') return { name, status: 'ok', detail: `${process.platform}’s own` };
  const display = process.env['WAYLAND_DISPLAY'] || process.env['DISPLAY'];
  return display
    ? { name, status: 'ok', detail: display }
    : {
        name,
        status: 'warn',
        detail: 'none (DISPLAY and WAYLAND_DISPLAY are not set); npm start then serves the lab to a browser instead',
      };
}

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'firefox', 'microsoft-edge'];

function browserCheck(): Check {
  const name = 'Browser';
  if (process.platform !== 'linux') return { name, status: 'ok', detail: 'the system’s default browser' };
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = BROWSERS.flatMap((browser) => folders.map((folder) => join(folder, browser))).find(isExecutable);
  return found === undefined
    ? {
        name,
        status: 'warn',
        detail: `none of ${BROWSERS.join(', ')} is on the PATH; reports and the host’s page need one, on this machine or another`,
      }
    : { name, status: 'ok', detail: found };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function deviceChecks(platform: PlatformDevices): Promise<Check[]> {
  return (await listDevices(platform)).map((device) =>
    device.available
      ? {
          name: `Device ${device.name}`,
          status: 'ok',
          detail: `${device.report.description}, ${device.report.precision}`,
        }
      : { name: `Device ${device.name}`, status: 'warn', detail: device.reason },
  );
}

async function mnistCheck(): Promise<Check> {
  const name = 'MNIST';
  try {
    const { train, test } = await loadDataset({ kind: 'mnist', trainExamples: 60_000, testExamples: 10_000 });
    return {
      name,
      status: 'ok',
      detail: `${train.count} training and ${test.count} test images, hashes match the originals`,
    };
  } catch (thrown) {
    return { name, status: 'fail', detail: toWireError(thrown).message };
  }
}

async function importableChecks(): Promise<Check[]> {
  const datasets = await Promise.all(IMPORTABLE_KINDS.map((kind) => publishedDataset(kind)));
  return datasets.map(({ kind, name, folder }) =>
    folder === null
      ? { name, status: 'warn', detail: `not here; "bnlab datasets import ${kind}" brings it here` }
      : { name, status: 'ok', detail: `${folder}; "bnlab datasets verify" compares digests` },
  );
}

async function databaseCheck(file: string): Promise<Check> {
  const name = 'Database';
  try {
    const check = await checkDatabase(file);
    if (check === null) return { name, status: 'ok', detail: `${file} does not exist yet; the first run creates it` };
    const { bytes, faults } = check;
    if (faults.length > 0)
      return { name, status: 'fail', detail: `${file} is damaged: ${faults.slice(0, 3).join('; ')}` };
    const store = await openStore(file, { mode: 'read' });
    const experiments = await store.experiments.list().finally(() => store.close());
    return {
      name,
      status: 'ok',
      detail: `${file}, ${experiments.length} experiments, ${(bytes / 1e6).toFixed(1)} MB, integrity checked`,
    };
  } catch (thrown) {
    return { name, status: 'fail', detail: toWireError(thrown).message };
  }
}

function attempt(name: string, look: () => string): Check {
  try {
    return { name, status: 'ok', detail: look() };
  } catch (thrown) {
    return { name, status: 'fail', detail: toWireError(thrown).message };
  }
}
