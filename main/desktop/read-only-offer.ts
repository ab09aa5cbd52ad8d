import { app, dialog } from 'electron';

/** Differs from the window's title, so that the two can be told apart in a list of windows. */
const OFFER_TITLE = 'Open elsewhere – BatchNorm Lab';

/** Asks whether to show a database read-only that another lab has open. */
export async function offerReadOnly(databaseFile: string): Promise<boolean> {
  await app.whenReady();
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: OFFER_TITLE,
    message: 'This database is open in another BatchNorm Lab',
    detail: `${databaseFile}\n\nOnly one of them can run experiments and change the database. Meanwhile, you can look at everything in it here.`,
    buttons: ['Show It Read-Only', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
