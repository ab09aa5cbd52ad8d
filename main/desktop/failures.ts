import { app, dialog } from 'electron';
import { LabError } from '#core/errors.ts';
import { warn } from '#main/terminal/write-line.ts';

/** How the desktop app reports that it cannot continue: in a native dialog, and on stderr. */

/** Shows why the lab did not open and exits with code 1 once the dialog is closed or the process is asked to quit. */
export async function endUnopened(error: unknown): Promise<void> {
  const text = describe(error);
  warn(text);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.exit(1));
  // Once ready, Electron turns signals into requests to quit, which would exit with 0.
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

/** Handles bugs in this program. Its state is then unknown, but what runs reported is already stored. */
export function endOnFaults(): void {
  const end = (error: unknown) => {
    const text = describe(error);
    warn(text);
    if (app.isReady())
      dialog.showErrorBox('BatchNorm Lab has to close', `${text}\n\nWhat your runs have reported so far is stored.`);
    app.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

function describe(error: unknown): string {
  if (error instanceof LabError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
