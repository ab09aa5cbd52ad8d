import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, delimiter } from 'node:path';

/**
 * The script by which a terminal finds the command line of an app that no package manager installed. It names the app's
 * executable, so it must be installed again after the app has been moved.
 */
export interface CommandScript {
  /** Where it belongs, without asking for an administrator's rights. */
  readonly file: string;
  readonly text: string;
}

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The app's executable; of an AppImage, the file itself, because what it holds is mounted elsewhere each time. */
  readonly executable: string;
}

const MARK = 'BatchNorm Lab’s command line';

/** The same arguments as in build/linux/bnlab. */
const ARGUMENTS = '--disable-gpu --no-sandbox --log-level=3 --command-line --';

export function commandScript({ platform, home, environment, executable }: Surroundings): CommandScript {
  if (platform === 'win32') {
    // This folder is on every user's PATH since Windows 10.
    const data = environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
    return {
      file: join(data, 'Microsoft', 'WindowsApps', 'bnlab.cmd'),
      text: `@echo off\r\nrem ${MARK}\r\n"${executable}" ${ARGUMENTS} %*\r\n`,
    };
  }
  const headless = platform === 'linux' ? '--ozone-platform=headless ' : '';
  const quoted = `'${executable.replaceAll("'", `'\\''`)}'`;
  return {
    file: join(home, '.local', 'bin', 'bnlab'),
    text: `#!/bin/sh\n# ${MARK}\nexec ${quoted} ${headless}${ARGUMENTS} "$@"\n`,
  };
}

/** What to tell the person afterwards. */
export interface Installed {
  readonly file: string;
  /** Null if the script's folder is on the PATH; otherwise the folder that has to be added to it. */
  readonly folderToAdd: string | null;
}

/** @throws Error if the file belongs to another program, or cannot be written */
export function installCommand(surroundings: Surroundings): Installed {
  const { file, text } = commandScript(surroundings);
  const there = contentOf(file);
  if (there !== null && !there.includes(MARK))
    throw new Error(`${file} belongs to another program. Move it away first.`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  const folders = (surroundings.environment['PATH'] ?? surroundings.environment['Path'] ?? '').split(delimiter);
  return { file, folderToAdd: folders.includes(dirname(file)) ? null : dirname(file) };
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
