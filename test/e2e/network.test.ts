import { expect, test } from 'vitest';
import { requireElectron } from '#test/requirements.ts';
import { newFolder } from './desktop-window.ts';
import { desktopEntry } from './program.ts';
import { networkCallsOf } from './traced-network.ts';

test('the desktop app asks no server for anything at its start', async (context) => {
  const executable = requireElectron(context);
  const calls = await networkCallsOf(context, { executable, entry: [desktopEntry], folder: newFolder(), seconds: 10 });
  expect(calls).toEqual([]);
});
