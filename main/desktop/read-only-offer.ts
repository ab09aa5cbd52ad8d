import { app, dialog } from 'electron';

/** Differs from the window's title, so that the two can be told apart in a list of windows. */
const OFFER_TITLE = 'Open elsewhere – BatchNorm Lab';

/** Why a database cannot be owned here. */
export type ReadOnlyReason = 'openElsewhere' | 'writeProtected';

const REASONS: Readonly<Record<ReadOnlyReason, { readonly message: string; readonly detail: string }>> = {
  openElsewhere: {
    message: 'This database is open in another BatchNorm Lab',
    detail:
      'Only one of them can run experiments and change the database. Meanwhile, you can look at everything in it here.',
  },
  writeProtected: {
    message: 'This database lies where nothing can be written',
    detail: 'Nothing can be run or changed here. You can look at everything in it, in a temporary copy.',
  },
};

/** Asks whether to show a database read-only that cannot be owned. */
export async function offerReadOnly(databaseFile: string, reason: ReadOnlyReason): Promise<boolean> {
  await app.whenReady();
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: OFFER_TITLE,
    message: REASONS[reason].message,
    detail: `${databaseFile}\n\n${REASONS[reason].detail}`,
    buttons: ['Show It Read-Only', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
