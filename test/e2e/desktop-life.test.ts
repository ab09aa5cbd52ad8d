import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolder, startElectron, withDesktop } from './desktop-window.ts';
import { databaseIn, openDesktop } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

/** How the app starts and ends, what it keeps, and how it reports that it cannot continue. */

describe('the window', () => {
  test('opens where it was closed, at the same size', async (context) => {
    const folder = newFolder();
    const first = await openDesktop(context, folder);
    await first.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.setBounds({ x: 120, y: 90, width: 1111, height: 777 }),
    );
    await first.page.waitForFunction(() => innerWidth === 1111);
    await first.close();
    expect(JSON.parse(readFileSync(join(folder, 'profile', 'window.json'), 'utf8'))).toMatchObject({
      bounds: { width: 1111, height: 777 },
    });

    const second = await openDesktop(context, folder);
    const bounds = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds());
    await second.close();
    expect(bounds).toMatchObject({ x: 120, y: 90, width: 1111, height: 777 });
  });

  test('is the only one: a second start exits and brings it to the front', (context) =>
    withDesktop(context, async ({ app, page }, folder) => {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.hide());
      const second = await startElectron(context, folder, databaseIn(folder));
      expect(await second.ended).toBe(0);
      expect(second.stderr()).toContain('BatchNorm Lab is already open');
      await expect
        .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible())))
        .toEqual([true]);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }));
});

describe('quitting while runs are executing', () => {
  test('asks once, continues if the answer is no, and keeps what was reported when it quits', async (context) => {
    const folder = newFolder();
    const { app, page, close } = await openDesktop(context, folder);
    const screens = new LabScreens(page);
    await screens.openRecipe('Two spirals');
    await screens.setDuration(5_000);
    await screens.runButton.click();
    await screens
      .chart('Training loss')
      .and(page.getByRole('img', { name: /Last values/ }))
      .waitFor();

    const ask = (answer: number) =>
      app.evaluate(({ app: electron, dialog }, response) => {
        const asked = new Promise<string>((resolve) => {
          dialog.showMessageBox = ((...args: unknown[]) => {
            const options = args[args.length - 1] as Electron.MessageBoxOptions;
            resolve(`${options.message} [${options.buttons?.join(', ')}]`);
            return Promise.resolve({ response, checkboxChecked: false });
          }) as typeof dialog.showMessageBox;
        });
        setTimeout(() => electron.quit());
        return asked;
      }, answer);
    expect(await ask(0)).toMatch(/^10 runs have not finished \[Keep Running, Quit\]$/);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Two spirals');
    const ended = app.waitForEvent('close');
    expect(await ask(1)).toMatch(/have not finished/);
    await ended;
    await close().catch(() => undefined);

    const again = await openDesktop(context, folder);
    const screensAgain = new LabScreens(again.page);
    await screensAgain.experimentLink('Two spirals').click();
    await again.page.getByRole('img', { name: /^Training loss by .* Last values/ }).waitFor();
    await goesOn(screensAgain);
    await again.close();
  });
});

/**
 * The first run continues from where it stopped: it has had two attempts. Then it is cancelled, so that the app may
 * quit.
 */
async function goesOn(screens: LabScreens): Promise<void> {
  const { page } = screens;
  const main = page.getByRole('main');
  await screens.showView('Runs');
  await main.getByText('Running', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Details of without BN, seed 1' }).click();
  const attempts = page.getByRole('dialog').getByRole('region', { name: 'Attempts' });
  await attempts.getByText('Lab closed').waitFor();
  await attempts.getByText('Running').waitFor();
  await page.keyboard.press('Escape');
  await main.getByRole('button', { name: 'Cancel', exact: true }).first().click();
  await main.getByRole('button', { name: 'Cancel', exact: true }).waitFor({ state: 'detached' });
}

describe('a signal while runs are executing', () => {
  test('ends the app without asking, with everything reported stored', async (context) => {
    const folder = newFolder();
    const { app, page } = await openDesktop(context, folder);
    const screens = new LabScreens(page);
    await screens.openRecipe('Two spirals');
    await screens.setDuration(5_000);
    await screens.runButton.click();
    await page.getByRole('img', { name: /^Training loss by .* Last values/ }).waitFor();
    const process = app.process();
    const ended = new Promise<number | null>((resolve) => process.once('exit', resolve));
    process.kill('SIGTERM');
    expect(await ended).toBe(0);

    const again = await openDesktop(context, folder);
    const screensAgain = new LabScreens(again.page);
    await screensAgain.experimentLink('Two spirals').click();
    await again.page.getByRole('img', { name: /^Training loss by .* Last values/ }).waitFor();
    await goesOn(screensAgain);
    await again.close();
  });
});

describe('a database that cannot be opened', () => {
  test('gets a dialog, the same text on stderr, and exit code 1; the file is unchanged', async (context) => {
    const folder = newFolder();
    const file = join(folder, 'notes.txt');
    const text = 'This is no database, but somebody needs it.\n'.repeat(100);
    writeFileSync(file, text);
    const program = await startElectron(context, folder, file);
    await program.saying(/notes\.txt is not a BatchNorm Lab database/);
    // The dialog blocks the process until somebody closes it; a script does so with a signal.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(program.process.exitCode).toBeNull();
    program.process.kill('SIGTERM');
    expect(await program.ended).toBe(1);
    expect(program.stderr()).not.toMatch(/\n\s+at /);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('wrong arguments', () => {
  test('are named on stderr, with exit code 1', async (context) => {
    const folder = newFolder();
    const program = await startElectron(context, folder, '');
    await program.saying(/--db: expected a file, received nothing/);
    program.process.kill('SIGTERM');
    expect(await program.ended).toBe(1);
    expect(existsSync(databaseIn(folder))).toBe(false);
  });
});
