import { app, dialog } from 'electron';

/** Another one than the window's, by which the two are told apart where windows are listed. */
const OFFER_TITLE = 'Open elsewhere – BatchNorm Lab';

/** Asks whether a database that another lab has open shall be shown read-only. */
export async function offerReadOnly(databaseFile: string): Promise<boolean> {
  await app.whenReady();
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: OFFER_TITLE,
    message: 'This database is open in another BatchNorm Lab',
    detail: `${databaseFile}\n\nOnly one can run experiments and change it. You can look at everything in it here meanwhile.`,
    buttons: ['Show It Read-Only', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
