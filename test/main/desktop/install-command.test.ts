import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commandScript, installCommand } from '#main/desktop/install-command.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bnlab-home-'));
});

afterEach(() => rmSync(home, { recursive: true }));

/** In the place of the app: prints its arguments. */
function echoingApp(): string {
  const folder = join(home, "It's an app");
  mkdirSync(folder);
  const executable = join(folder, 'batchnorm-lab');
  writeFileSync(executable, '#!/bin/sh\nfor one in "$@"; do printf "[%s]" "$one"; done\n');
  chmodSync(executable, 0o755);
  return executable;
}

it('installs a script that passes everything on to the app, wherever that lies', () => {
  const bin = join(home, '.local', 'bin');
  const surroundings = { platform: 'linux', home, environment: { PATH: bin }, executable: echoingApp() } as const;
  expect(installCommand(surroundings)).toEqual({ file: join(bin, 'bnlab'), folderToAdd: null });
  expect(statSync(join(bin, 'bnlab')).mode & 0o777).toBe(0o755);
  const { stdout } = spawnSync(join(bin, 'bnlab'), ['list', '--json', "it's $HOME", ''], { encoding: 'utf8' });
  expect(stdout).toMatch(
    /^\[--ozone-platform=headless\].*\[--command-line\]\[--\]\[list\]\[--json\]\[it's \$HOME\]\[\]$/,
  );
  // Again, for an app that has moved.
  expect(installCommand({ ...surroundings, executable: '/new/batchnorm-lab' }).file).toBe(join(bin, 'bnlab'));
  expect(readFileSync(join(bin, 'bnlab'), 'utf8')).toContain("exec '/new/batchnorm-lab' ");
});

it('says which folder is not on the PATH', () => {
  const surroundings = { platform: 'darwin', home, environment: { PATH: '/usr/bin' }, executable: '/app' } as const;
  expect(installCommand(surroundings).folderToAdd).toBe(join(home, '.local', 'bin'));
  expect(commandScript(surroundings).text).not.toContain('ozone');
});

it('replaces no file of another program', () => {
  const bin = join(home, '.local', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'bnlab'), 'mine');
  const surroundings = { platform: 'linux', home, environment: {}, executable: '/app' } as const;
  expect(() => installCommand(surroundings)).toThrow('belongs to another program');
  expect(readFileSync(join(bin, 'bnlab'), 'utf8')).toBe('mine');
});

it('is a batch file on Windows, in a folder that is on the PATH', () => {
  const { file, text } = commandScript({
    platform: 'win32',
    home,
    environment: { LOCALAPPDATA: home },
    executable: 'C:\\Programs\\BatchNorm Lab\\batchnorm-lab.exe',
  });
  expect(file).toBe(join(home, 'Microsoft', 'WindowsApps', 'bnlab.cmd'));
  expect(text).toContain('"C:\\Programs\\BatchNorm Lab\\batchnorm-lab.exe" --disable-gpu');
  expect(text.trimEnd()).toMatch(/ -- %\*$/);
});
