import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withDesktop } from './desktop-window.ts';
import type { OpenDesktop } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

/** The shell around the page: what it forbids, and what it asks the system for. */

describe('the page in the window', () => {
  test('is sandboxed and isolated, comes from app://lab under the policy, and knows no Node and no Electron', (context) =>
    withDesktop(context, async ({ app, page }) => {
      const preferences = await app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
          getLastWebPreferences(): Record<string, unknown>;
        };
        const { contextIsolation, sandbox, nodeIntegration, webviewTag, webSecurity } =
          contents.getLastWebPreferences();
        return { contextIsolation, sandbox, nodeIntegration, webviewTag, webSecurity };
      });
      expect(preferences).toMatchObject({
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        webSecurity: true,
      });

      const seen = await page.evaluate(async () => ({
        origin: location.origin,
        require: typeof Reflect.get(window, 'require'),
        process: typeof Reflect.get(window, 'process'),
        electron: Object.keys(window).filter((name) => /electron|ipc|lab/i.test(name)),
        policy: (await fetch('/')).headers.get('content-security-policy'),
      }));
      expect(seen).toMatchObject({ origin: 'app://lab', require: 'undefined', process: 'undefined', electron: [] });
      expect(seen.policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'");
    }));

  test('cannot evaluate text, run inline scripts, or send requests elsewhere', (context) =>
    withDesktop(context, async ({ page }) => {
      const tried = await page.evaluate(async () => {
        const outcome = async (action: () => unknown): Promise<string> => {
          try {
            return `allowed: ${String(await action())}`;
          } catch {
            return 'refused';
          }
        };
        // The debugger's own calls are exempt from the policy; a page's callback is not.
        const later = <T>(action: () => T) =>
          new Promise<T>((resolve, reject) => {
            setTimeout(() => {
              try {
                resolve(action());
              } catch (error) {
                reject(error as Error);
              }
            });
          });
        const script = document.createElement('script');
        script.textContent = 'window.inlineRan = true';
        document.body.append(script);
        return {
          evaluate: await outcome(() => later(() => Reflect.get(window, 'eval').call(window, '1 + 1'))),
          inline: Reflect.get(window, 'inlineRan') ?? 'refused',
          loopback: await outcome(() => fetch('http://127.0.0.1:9/')),
          file: await outcome(() => fetch('file:///etc/hostname')),
          outside: (await fetch('/../../../package.json')).status,
        };
      });
      expect(tried).toEqual({
        evaluate: 'refused',
        inline: 'refused',
        loopback: 'refused',
        file: 'refused',
        outside: 404,
      });
    }));

  test('stays where it is, opens no window, embeds nothing and is granted nothing', (context) =>
    withDesktop(context, async ({ app, page }) => {
      const opened = await page.evaluate(async () => {
        const window2 = window.open('https://example.org/');
        const link = document.createElement('a');
        link.href = 'https://example.org/';
        document.body.append(link);
        link.click();
        const notifications = await Notification.requestPermission();
        const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => 'granted',
          () => 'denied',
        );
        return { window: window2 === null, notifications, camera };
      });
      expect(opened).toEqual({ window: true, notifications: 'denied', camera: 'denied' });
      expect(new URL(page.url()).host).toBe('lab');
      expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    }));

  test('is replaced by no other page of the app, and by none of elsewhere', (context) =>
    withDesktop(context, async ({ page }) => {
      const heading = page.getByRole('heading', { level: 1, name: 'Welcome to BatchNorm Lab' });
      await heading.waitFor();
      for (const address of ['app://lab/no-such-page', 'app://gpu/', 'blob:app://lab/1', 'file:///etc/hostname']) {
        await page.evaluate((to) => {
          Reflect.set(window, 'stays', true);
          location.assign(to);
        }, address);
      }
      // Any of them would be under way before the app answers what is asked afterwards. (Playwright's clicks wait for
      // a navigation to finish, also for one that was refused.)
      for (let asked = 0; asked < 20; asked += 1) await page.evaluate(() => fetch('/').then((answer) => answer.text()));
      expect(await page.evaluate(() => Reflect.get(window, 'stays'))).toBe(true);
      // Nobody is asked about this one; the page comes back, as it was left.
      await page.evaluate(() => location.assign('about:blank'));
      const isBack = () => page.evaluate(() => !Reflect.has(window, 'stays') && document.querySelector('h1') !== null);
      await expect.poll(() => isBack().catch(() => false)).toBe(true);
      expect(new URL(page.url()).host).toBe('lab');
    }));

  test('drops messages on its port that are no requests, and goes on', (context) =>
    withDesktop(context, async ({ page }) => {
      await page.evaluate(() => {
        const { port1, port2 } = new MessageChannel();
        window.postMessage('lab:connect', location.origin, [port2]);
        for (const message of ['no JSON', '', 7, null, undefined, {}, [1], { i: '1', p: {} }, Uint8Array.of(255, 1)]) {
          port1.postMessage(message);
        }
      });
      await new LabScreens(page).openRecipe('Two spirals');
    }));

  test('is reached by the menu', (context) =>
    withDesktop(context, async ({ app, page }) => {
      const choose = (menu: string, item: string) =>
        app.evaluate(
          ({ Menu }, names) => {
            const find = (items: Electron.MenuItem[], name: string) =>
              items.find((one) => one.label.replace('&', '') === name);
            const items = find(Menu.getApplicationMenu()!.items, names.menu)!.submenu!.items;
            const all = items.flatMap((one) => [one, ...(one.submenu?.items ?? [])]);
            find(all, names.item)!.click();
          },
          { menu, item },
        );
      const screens = new LabScreens(page);
      await screens.openRecipe('Two spirals');
      await choose('File', 'New Experiment');
      await page.getByRole('link', { name: /^Two spirals/ }).waitFor();
      await choose('View', 'Dark');
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
      expect(await app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
    }));
});

describe('a data file', () => {
  /** The system's dialog cannot be operated from here: the app receives the answer that a user would give. */
  const answerDialog = (app: OpenDesktop['app'], path: string | null) =>
    app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = ((...[, options]: unknown[]) => {
        Reflect.set(globalThis, 'askedWith', options);
        return Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] });
      }) as typeof dialog.showOpenDialog;
    }, path);

  test('is chosen in the system’s dialog, and its columns can then be chosen', (context) =>
    withDesktop(context, async ({ app, page }, folder) => {
      const file = join(folder, 'flowers.csv');
      writeFileSync(file, 'sepal,species\n5.1,setosa\n6.2,virginica\n');
      const screens = new LabScreens(page);
      await screens.openRecipe('Two spirals');
      await page.getByRole('combobox', { name: 'Data set' }).selectOption('CSV or TSV file');
      const browse = page.getByRole('button', { name: 'Browse for file' });
      await answerDialog(app, null);
      await browse.click();
      await expect
        .poll(() => app.evaluate(() => Reflect.get(globalThis, 'askedWith')))
        .toMatchObject({
          properties: ['openFile'],
          filters: [{ extensions: ['csv', 'tsv', 'txt'] }, { extensions: ['*'] }],
        });
      await answerDialog(app, file);
      await browse.click();
      await page.getByRole('radio', { name: 'species is the label', checked: true }).waitFor();
      expect(await page.getByRole('textbox', { name: 'File', exact: true }).inputValue()).toBe(file);
    }));

  test('is asked for with valid extensions only, and the page can open no other path', (context) =>
    withDesktop(context, async ({ app, page }) => {
      await answerDialog(app, '/etc/hostname');
      const ask = (request: object) =>
        page.evaluate(
          (asked) =>
            new Promise((resolve) => {
              window.addEventListener('message', ({ data }) => {
                if (data?.kind === 'lab:desktop-answer' && data.id === -1) resolve(data.answer);
              });
              window.postMessage({ kind: 'lab:ask-desktop', id: -1, request: asked }, location.origin);
            }),
          request,
        );
      const filter = { name: 'Data files', extensions: ['../csv'] };
      expect(await ask({ kind: 'chooseFile', title: 'Choose', filter })).toMatchObject({ kind: 'failed' });
      expect(await ask({ kind: 'showInFolder', path: '/etc/hostname' })).toMatchObject({ kind: 'failed' });
    }));
});

describe('the clipboard', () => {
  test('receives what a Copy button writes, the only permission that the page has', (context) =>
    withDesktop(context, async ({ app, page }) => {
      const screens = new LabScreens(page);
      await screens.openRecipe('Two spirals');
      await screens.setSeeds('1');
      await screens.setDuration(1);
      await screens.runButton.click();
      await screens.waitUntilCompleted();
      await screens.showView('Spec');
      await page.getByRole('button', { name: /^Copy/ }).click();
      await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toContain('title: Two spirals');
    }));
});
