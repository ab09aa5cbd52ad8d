import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { requireDisplay, requireElectron } from '#test/requirements.ts';
import { closing, electronArguments, openDesktop, type OpenDesktop } from './doors.ts';
import { desktopEntry, startProgram, type Program } from './program.ts';

export const newFolder = () => mkdtempSync(join(tmpdir(), 'bnlab-desktop-'));

export async function startElectron(context: TestContext, folder: string, databaseFile: string): Promise<Program> {
  const executable = requireElectron(context);
  return startProgram(
    executable,
    [...electronArguments(folder), desktopEntry, '--db', databaseFile],
    await requireDisplay(context),
  );
}

export async function withDesktop(
  context: TestContext,
  work: (desktop: OpenDesktop, folder: string) => Promise<void>,
): Promise<void> {
  const folder = newFolder();
  const desktop = await openDesktop(context, folder);
  await closing(desktop, () => work(desktop, folder));
}
