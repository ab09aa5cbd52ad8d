import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, type TestContext } from 'vitest';
import { requireDisplay, requireXdotool } from '#test/requirements.ts';
import { closing, openDesktop, openHost, type OpenDesktop } from './doors.ts';
import { LabScreens } from './lab-screens.ts';
import { answerDialog } from './native-dialog.ts';

/** Files that people keep: where they go, and that the page says so only once they are there. */

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-save-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function withExperiment(
  context: TestContext,
  work: (desktop: OpenDesktop, screens: LabScreens, folder: string) => Promise<void>,
): Promise<void> {
  const folder = newFolder();
  const desktop = await openDesktop(context, folder);
  await closing(desktop, async () => {
    const screens = new LabScreens(desktop.page);
    await runOne(screens);
    await work(desktop, screens, folder);
    expect(desktop.watch.errors).toEqual([]);
  });
}

async function runOne(screens: LabScreens): Promise<void> {
  await screens.openRecipe('Two spirals');
  await screens.setSeeds('1');
  await screens.setDuration(1);
  await screens.runButton.click();
  await screens.waitUntilCompleted();
}

/** The dialog stays open until `answer` is called. */
async function holdDialog(app: OpenDesktop['app']) {
  await app.evaluate(({ dialog, shell }) => {
    dialog.showSaveDialog = ((...[, options]: [unknown, Electron.SaveDialogOptions]) => {
      Reflect.set(globalThis, 'askedWith', options);
      return new Promise((resolve) => {
        Reflect.set(globalThis, 'answerSave', (path: string | null) => {
          Reflect.deleteProperty(globalThis, 'askedWith');
          resolve({ canceled: path === null, filePath: path ?? '' });
        });
      });
    }) as typeof dialog.showSaveDialog;
    shell.showItemInFolder = (path) => void Reflect.set(globalThis, 'shown', path);
  });
  return {
    asked: async () => {
      const options = () => app.evaluate(() => Reflect.get(globalThis, 'askedWith') as Electron.SaveDialogOptions);
      await expect.poll(options).toBeTruthy();
      return options();
    },
    answer: (path: string | null) =>
      app.evaluate((_electron, chosen) => Reflect.get(globalThis, 'answerSave')(chosen), path),
    shown: () => app.evaluate(() => Reflect.get(globalThis, 'shown') as unknown),
  };
}

describe('the report on the desktop', () => {
  test('is announced with its path only once it is written; cancelling says nothing; a failure says why', (context) =>
    withExperiment(context, async ({ app, page }, screens, folder) => {
      const notices = page.getByRole('region', { name: 'Notices' });
      const dialog = await holdDialog(app);

      await screens.exportButton.click();
      expect(await dialog.asked()).toMatchObject({
        title: 'Save the report',
        defaultPath: expect.stringMatching(/[\\/]two-spirals-report\.html$/),
        filters: [
          { name: 'Web page', extensions: ['html'] },
          { name: 'All files', extensions: ['*'] },
        ],
      });
      await page.getByRole('button', { name: 'Exporting…' }).waitFor();
      expect(await notices.innerText()).toBe('');
      await dialog.answer(null);
      await screens.exportButton.waitFor();
      expect(await notices.innerText()).toBe('');
      expect(readdirSync(folder).filter((name) => name.endsWith('.html'))).toEqual([]);

      await screens.exportButton.click();
      await dialog.asked();
      await dialog.answer(join(folder, 'no such folder', 'report.html'));
      await notices
        .getByText(/The report was not saved\. .*report\.html could not be written: the folder does not exist/)
        .waitFor();

      // Linux dialogs add no extension, so they did not ask about an existing file that has one.
      const file = join(folder, 'mine.html');
      writeFileSync(file, 'kept');
      await screens.exportButton.click();
      await dialog.asked();
      await dialog.answer(join(folder, 'mine'));
      await notices.getByText(/mine\.html exists already, and nothing is overwritten/).waitFor();
      expect(readFileSync(file, 'utf8')).toBe('kept');

      await screens.exportButton.click();
      await dialog.asked();
      await dialog.answer(file);
      await notices.getByText(`Saved ${file}`).waitFor();
      expect(readFileSync(file, 'utf8')).toContain('</html>');
      await notices.getByRole('button', { name: 'Show in folder' }).click();
      await expect.poll(dialog.shown).toBe(file);

      // The next one opens where this one went.
      await screens.showView('Spec');
      await page.getByRole('button', { name: 'Save…' }).click();
      expect((await dialog.asked()).defaultPath).toBe(join(folder, 'two-spirals.yaml'));
      await dialog.answer(null);
    }));

  test('is saved in the system’s own dialog, whose title says what it is for', { retry: 1 }, async (context) => {
    requireXdotool(context);
    const env = await requireDisplay(context);
    await withExperiment(context, async ({ app, page }, screens, folder) => {
      const downloads = join(folder, 'downloads');
      mkdirSync(downloads);
      await app.evaluate(({ app: electron }, path) => electron.setPath('downloads', path), downloads);
      const file = join(downloads, 'two-spirals-report.html');
      await screens.exportButton.click();
      await answerDialog(env, 'Save the report', 'Escape');
      await screens.exportButton.waitFor();
      expect(existsSync(file)).toBe(false);

      await screens.exportButton.click();
      await answerDialog(env, 'Save the report', 'alt+s');
      await page.getByText(`Saved ${file}`).waitFor();
      expect(readFileSync(file, 'utf8')).toContain('</html>');
    });
  });
});

test('a browser is said to be downloading, because it does not report how that ends', async (context) => {
  const folder = newFolder();
  const host = await openHost(context, folder);
  await closing(host, async () => {
    const screens = new LabScreens(host.page);
    await runOne(screens);
    const { fileName, text } = await host.download(() => screens.exportButton.click());
    expect([fileName, text.includes('</html>')]).toEqual(['two-spirals-report.html', true]);
    await host.page.getByText('Your browser is downloading two-spirals-report.html.').waitFor();
  });
});
