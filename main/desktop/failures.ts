import { app, dialog } from 'electron';
import { LabError } from '#core/errors.ts';

/** How the desktop app says that it cannot go on: a native dialog for whoever sees the screen, the same on stderr. */

/** Shows why the lab did not open and ends with exit code 1, when the dialog is closed or the process told to end. */
export async function endUnopened(error: unknown): Promise<void> {
  const text = describe(error);
  process.stderr.write(`${text}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.exit(1));
  // Once ready, Electron takes signals over and makes them requests to quit, which would end with 0.
  app.on('before-quit', () => app.exit(1));
  await app.whenReady();
  // Without a parent window and not through showErrorBox, which would block signals until somebody clicks.
  await dialog.showMessageBox({
    type: 'error',
    title: 'BatchNorm Lab',
    message: 'The lab could not be opened',
    detail: text,
    buttons: ['Quit'],
  });
  app.exit(1);
}

/** Faults of this program, not of its input. It may be in any state then, and what was reported is stored already. */
export function endOnFaults(): void {
  const end = (error: unknown) => {
    const text = describe(error);
    process.stderr.write(`${text}\n`);
    if (app.isReady())
      dialog.showErrorBox('BatchNorm Lab has to close', `${text}\n\nWhat your runs reported so far is stored.`);
    app.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

function describe(error: unknown): string {
  if (error instanceof LabError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
