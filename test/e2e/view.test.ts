import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closing, openDesktop, type OpenDesktop } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

/** How the window shows things: its zoom, and the view in which it was left. */

test('zooms with all the usual keys, and reopens the last view', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-view-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const first = await openDesktop(context, folder);
  await closing(first, async () => {
    expect(await zoomKeys(first.app)).toEqual([
      ['resetzoom', 'CmdOrCtrl+num0'],
      ['zoomin', 'CmdOrCtrl+='],
      ['zoomin', 'CmdOrCtrl+numadd'],
      ['zoomout', 'CmdOrCtrl+numsub'],
    ]);
    await new LabScreens(first.page).openRoom('Storage');
  });
  const second = await openDesktop(context, folder);
  await closing(second, async () => {
    await second.page.getByRole('heading', { level: 1, name: 'Storage' }).waitFor();
    expect(second.watch.errors).toEqual([]);
  });
});

/** Roles and keys of the menu's zoom items that have keys of their own, beside those of the roles. */
function zoomKeys(app: OpenDesktop['app']): Promise<[string, string][]> {
  return app.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()!.items.flatMap((one) => one.submenu?.items ?? []);
    return items
      .filter(({ role, visible }) => /zoom/i.test(role ?? '') && !visible)
      .map(({ role, accelerator }): [string, string] => [String(role).toLowerCase(), String(accelerator)])
      .sort((a, b) => a.join().localeCompare(b.join()));
  });
}
